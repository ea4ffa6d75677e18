"""The settings of every installation: what differs stands in the environment (README, Operators)."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from whitenoise.compress import Compressor

from newsroom import databases, env
from newsroom.legal import LEGAL_PAGES
from newsroom.logs import LOGGING as LOGGING  # noqa: PLC0414 - a setting

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env.load_file()
_env = env.Environment()

# --- What this site is -----------------------------------------------------------------------
DEMO = _env.flag("DEMO", default=False)
DEBUG = _env.flag("DEBUG", default=False)
SITE_NAME = _env.text("SITE_NAME", example="Tagesanzeiger", default="Tagesanzeiger")
ACCOUNT_NAME = _env.text("ACCOUNT_NAME", example="Themennetzwerke", default="Themennetzwerke")
BASE_URL = _env.address("BASE_URL", example="https://www.tagesanzeiger.example")
SECRET_KEY = _env.text("SECRET_KEY", example="<50 random characters>")
# What must outlive SECRET_KEY is kept under keys of its own, newest first (docs/decisions/keys.md).
KEYS = _env.listing("KEYS", example="<50 random characters>", default=SECRET_KEY if DEMO else None)
ALLOWED_HOSTS = _env.listing("ALLOWED_HOSTS", example="www.tagesanzeiger.example")
TRUSTED_PROXY_COUNT = _env.number("TRUSTED_PROXY_COUNT", default=0)
HTTPS = BASE_URL.startswith("https://")

# --- Retention, in days; 0 keeps for good (`remove_outdated`) ---------------------------------
VERSIONS_KEPT_DAYS = _env.number("VERSIONS_KEPT_DAYS", default=0)
REPORTS_KEPT_DAYS = _env.number("REPORTS_KEPT_DAYS", default=365)

# --- Composition -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "newsroom.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.humanize",
    "django.forms",  # its templates, for the renderer below
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_prose_editor",
    "pictures",
    "js_asset",
    # Ours come last: their admin modules refine what the libraries registered.
    "articles",
    "accounts",
    "outbox",
    "web",
    "newsroom",
]
MIDDLEWARE = [
    "web.page_cache.PageCache",
    "newsroom.health.by_any_name",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.cache_policy.ConditionalGet",
    "web.cache_policy.Compression",
    "web.cache_policy.CachePolicy",
    "newsroom.middleware.permissions_policy",
    "newsroom.middleware.DatabaseAway",
    "csp.middleware.CSPMiddleware",
    "accounts.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "web.size_limit.SizeLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "newsroom.middleware.CookielessAuthentication",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_factor.UnreadableExplained",
    "newsroom.middleware.LostRace",
]
# No header of a request moves the site below another path; kept pages would show it to everyone.
FORCE_SCRIPT_NAME = ""
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.site",
            ],
        },
    },
]
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database, sessions, cache ---------------------------------------------------------------
DATABASES = {
    "default": databases.options_for(
        _env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/db.sqlite3"),
        folder=VAR_DIR,
        has_pooler=_env.flag("DATABASE_POOLER", default=False),
    )
}
# Counted from the login or the last confirmation of the password: reading does not prolong it.
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Rate limits must hold across workers, so the cache is shared: one table, nothing else to run.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "newsroom_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# Memory of each process for rendered pages; 0 switches the page cache off.
PAGE_CACHE_MEGABYTES = _env.number("PAGE_CACHE_MEGABYTES", default=32)
# How often a process asks whether another one has published, or time has.
CONTENT_VERSION_POLL_SECONDS = 0.5
# Beginnings of the addresses whose pages are kept for readers without a session, and the parameters
# that make another page of them. What else stands in a query is taken away before rendering.
KEPT_PAGES: dict[str, tuple[str, ...]] = {
    "/artikel/": (),
    "/archiv/": ("ab",),
    "/thema/": ("ab",),
    "/quelle/": ("ab",),
    "/feed/": (),
    "/sitemap": (),
    "/robots.txt": (),
    **{f"/{page.name}/": () for page in LEGAL_PAGES},
}

# --- Accounts --------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "accounts.passwords.KnownPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front_page"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "add_email": "accounts.forms.AddEmailForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmAddressCodeForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Some mail gateways hold a mail back for ten minutes and more: a code lives for thirty.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_CHANGE_EMAIL = True
# Changing the address or deleting the account asks for the password; that holds for five minutes.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "front_page"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# How many mails one address gets is settled in accounts/quota.py, over all forms together.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "60/m/ip",
    "confirm_email": "60/h/ip",  # by address it would tell what others do with that address
}
# Who left, beside the database: it belongs into the backup (docs/decisions/departures.md).
DEPARTURES_FILE = BASE_DIR / _env.text(
    "DEPARTURES_FILE", example="/var/lib/tagesanzeiger/departures.txt", default="var/departures.txt"
)
# What the other apps hold of a member, for the download of one's own data.
PERSONAL_DATA = ["articles.shelf.export", "articles.saved_searches.export"]
STAFF_MFA_REQUIRED = _env.flag("STAFF_MFA_REQUIRED", default=not DEMO)
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.passkeys.AddForm",
    "edit_webauthn": "accounts.passkeys.EditForm",
    "login_webauthn": "accounts.passkeys.LoginForm",
    "authenticate_webauthn": "accounts.passkeys.AuthenticateForm",
    "reauthenticate_webauthn": "accounts.passkeys.ReauthenticateForm",
    "activate_totp": "accounts.second_factor.ActivateTOTPForm",
    "authenticate": "accounts.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.second_factor.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are off by a few seconds
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}

# --- Mail: written to the outbox with the request's transaction, sent apart ------------------
EMAIL_BACKEND = "outbox.backend.EmailBackend"
_mail = _env.mail("EMAIL_URL", example="smtp+tls://user:password@mail.example:587")
OUTBOX_BACKEND = _mail.get("EMAIL_BACKEND", "").replace(
    "django.core.mail.backends.smtp.", "outbox.smtp."
)
EMAIL_HOST = _mail.get("EMAIL_HOST") or ""
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = f"/{_mail['EMAIL_FILE_PATH']}" if _mail.get("EMAIL_FILE_PATH") else None
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _env.text(
    "DEFAULT_FROM_EMAIL", example="Tagesanzeiger <post@tagesanzeiger.example>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Static files ----------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # templates/ may replace a widget
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "pictures": _env.storage("PICTURE_STORAGE", default_folder=VAR_DIR / "pictures"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps stay uncompressed: only developer tools request them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
MEDIA_ROOT = VAR_DIR / "media"
PICTURES = {
    "PICTURE_CLASS": "articles.pictures.SitePicture",
    "FILE_TYPES": ["AVIF", "WEBP"],
    "PIXEL_DENSITIES": [1, 2],
    "USE_PLACEHOLDERS": False,
}

# --- Security --------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-sitzung" if HTTPS else "sitzung"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "web.errors.csrf_failure"
# The largest body is one million characters; the form around it stays below this.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# The largest picture and its form: no temporary file, so a full disk is the form's to report.
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "web.uploads.TemporaryFileHandler",
]

_env.complain()
