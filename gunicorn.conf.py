"""What gunicorn reads by itself, beside its command line."""

# No header of a request moves the site below another path: gunicorn takes SCRIPT_NAME from local
# senders, and answers 500 where the path does not begin with it. Now it is dropped.
forwarder_headers = ""

# As long as nginx lets an address be (deploy/nginx/cache.conf).
limit_request_line = 8190
