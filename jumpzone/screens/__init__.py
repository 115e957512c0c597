"""What people see: one module and one stylesheet each. Screens ask the zone in threads and show what comes back."""
