"""What people read: feedback pages, the report, the marking sheet, shared work."""
