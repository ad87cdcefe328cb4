"""`watchbill doctor`: is everything in place so that somebody is told? Each check is a module of `checks/`."""
