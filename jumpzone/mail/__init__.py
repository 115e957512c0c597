"""Mail: putting notices into words, making letters of them, and handing them to a server or a folder."""
