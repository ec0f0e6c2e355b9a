"""One promise to a user a file, kept through every room: both apps as whole processes, real browsers, real paper."""
