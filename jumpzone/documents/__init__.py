"""Papers made of records: invoices as PDF, payment codes, statements, the accountant's bundle.

Everything here is pure: records go in, bytes come out, and the same records give the same bytes. The modules that
draw load their libraries with themselves, so import them when somebody asks for a paper.
"""
