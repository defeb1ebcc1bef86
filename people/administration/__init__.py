"""Where administrators keep the company: pages of the Wagtail admin whose writes all go through the deeds."""
