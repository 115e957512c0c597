"""Forms: see `jumpzone.widgets` for how to use them."""
