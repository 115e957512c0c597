"""What an account is: records, rules and values, in pure Python."""
