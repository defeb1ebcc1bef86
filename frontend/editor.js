/* What the back office's service editor loads on top of Wagtail's own scripts: conditions as sentences, live checks. */
import "./elements/rule-builder.js";
import "./elements/service-checks.js";
import "./lib/named-texts.js";
