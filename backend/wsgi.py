import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

application = get_wsgi_application()

# What is loaded now stays, and a page makes thousands of short-lived objects and hardly a circle: left as it is, the
# collector takes a fifth of every page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
