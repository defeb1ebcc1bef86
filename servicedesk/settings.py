"""Django's settings, all derived from `servicedesk.env`."""

from csp.constants import NONE, SELF

from servicedesk import env as environment
from servicedesk.brokers import broker_from
from servicedesk.databases import database_from
from servicedesk.logs import logging_for
from servicedesk.mail import mail_from
from servicedesk.timetable import TIMETABLE

ENV = environment.read()
ROOT = environment.ROOT
DATA_DIR = environment.usable_data_dir(ENV.data_dir)

DEBUG = ENV.mode == "development"
DEMO = ENV.mode == "demo"
SECRET_KEY = ENV.secret_key or environment.local_secret(DATA_DIR)
ALLOWED_HOSTS = ENV.hosts
BASE_URL = ENV.address

INSTALLED_APPS = [
    "servicedesk.portal",
    "servicedesk.desk",
    "servicedesk.founding",
    "servicedesk.demo",
    "servicedesk",
    "catalog",
    "processes",
    "integrations",
    "tickets",
    "cmdb",
    "knowledge",
    "people",
    "rules",
    "search",
    "journal",
    "ui",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "people.apps.PeopleInWagtail",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_fsm",
    "django_htmx",
    "django_vite",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "servicedesk.health.HealthMiddleware",  # first: a probe knows no host name and has no session
    "servicedesk.logs.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads, so that its length tells nothing of the secrets in a page
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "servicedesk.refusals.RefusalMiddleware",
    "catalog.refusing.DraftMiddleware",
    "servicedesk.back_office.OwnPartMiddleware",
]

ROOT_URLCONF = "servicedesk.urls"
WSGI_APPLICATION = "servicedesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "servicedesk.navigation.navigation",
            ],
            "builtins": ["ui.templatetags.ui"],
        },
    }
]

# ── data ──────────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": database_from(ENV.database_url, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = "/media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # what is not a file
API_LIMIT, API_LIMIT_STRANGERS = ENV.api_limit, ENV.api_limit_strangers  # requests a minute
UPLOAD_LIMIT = ENV.upload_limit_mb * 1024 * 1024  # one file
REQUEST_LIMIT = 3 * UPLOAD_LIMIT  # everything one request carries
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.cache_url}
    if ENV.cache_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# ── people ────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["people.accounts.PersonBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "people.accounts.ClosedAccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to because a stranger typed the address
ACCOUNT_EMAIL_NOTIFICATIONS = True
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_FORMS = {
    "login": "people.signing_in.LoginForm",
    "reset_password": "people.signing_in.ResetPasswordForm",
    "reset_password_from_key": "people.signing_in.NewPasswordForm",
    "change_password": "people.signing_in.ChangePasswordForm",
    "reauthenticate": "people.signing_in.ReauthenticateForm",
}
MFA_ADAPTER = "people.accounts.SealedMFAAdapter"
MFA_FORMS = {
    "authenticate": "people.signing_in.CodeForm",
    "reauthenticate": "people.signing_in.CodeAgainForm",
    "activate_totp": "people.signing_in.FirstCodeForm",
}

# ── languages ─────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = ENV.language
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
FORMAT_MODULE_PATH = "servicedesk.formats"
LOCALE_PATHS = [ROOT / "locale", ROOT / "ui" / "wagtail_locale"]  # ours; what Wagtail leaves in English
TIME_ZONE = ENV.time_zone
USE_I18N = True
USE_TZ = True

# ── pages ─────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = (ROOT if ENV.production else DATA_DIR) / "static-root"
if not ENV.production:
    STATIC_ROOT.mkdir(exist_ok=True)  # stays empty: the files are served from where they lie
_built = ROOT / "frontend" / "dist"
STATICFILES_DIRS = [("dist", _built)] if _built.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "servicedesk.serving.static.NamedByContent"
        if ENV.production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not ENV.production  # production serves what `collectstatic` gathered
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 600
WHITENOISE_IMMUTABLE_FILE_TEST = r"(/dist/assets/.+-[\w-]{8}|\.[0-9a-f]{12})\.\w+$"  # Vite's names, Django's
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": _built / ".vite" / "manifest.json",
        "static_url_prefix": "dist",
    }
}
ACCENT = ENV.accent
WAGTAIL_SITE_NAME = ENV.name
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nobody's address is sent elsewhere
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = LOGIN_URL  # one door, with the second factor and the limit on tries
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # so at `/account/`
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "txt", "csv", "zip"]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# ── security ──────────────────────────────────────────────────────────────────────────────────────
_secure = BASE_URL.startswith("https://")
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],  # Wagtail's editor writes scripts and styles into its pages
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "upgrade-insecure-requests": _secure,
    },
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
SESSION_COOKIE_NAME = "__Host-servicedesk" if _secure else "servicedesk"
CSRF_COOKIE_NAME = "__Host-csrf" if _secure else "csrftoken"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "servicedesk.refusals.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_SSL_REDIRECT = _secure and ENV.trusted_proxies > 0  # only a proxy can tell us how people came
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # the names below this one belong to others
    "security.W008",  # see SECURE_SSL_REDIRECT
    "security.W019",  # the editor shows previews in a frame
    "security.W021",  # as W005
]

# ── background work ───────────────────────────────────────────────────────────────────────────────
vars().update(broker_from(ENV.broker_url, DATA_DIR))
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = False  # the sweep is the retry; a page must not wait for a dead broker
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = TIMETABLE

# ── mail ──────────────────────────────────────────────────────────────────────────────────────────
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from
vars().update(mail_from(ENV.mail_url, DATA_DIR))

# ── logging ───────────────────────────────────────────────────────────────────────────────────────
LOGGING = logging_for(ENV.log_level, as_json=ENV.production)
