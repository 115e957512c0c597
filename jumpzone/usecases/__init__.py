"""What people do, one file an area. Screens, the command line and the backend are handed a Zone."""
