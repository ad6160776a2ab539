"""Show licenses, redeem what is shown, and stop showing (亮证, art. 17), one file a verb."""
