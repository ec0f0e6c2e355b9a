"""The green lane (绿色通道): registering for a guest who is on the way in, and officials who come to inspect."""
