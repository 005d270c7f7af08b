"""Static files under hashed names, the imports inside JavaScript modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which also rewrites `import` in modules: so no import map and no build step."""

    support_js_module_import_aggregation = True
