"""The pages on which a draft is changed by its outline, by keyboard and on a phone as well as by mouse."""
