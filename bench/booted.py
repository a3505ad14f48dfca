"""Sets Django up on import: models of the server can be imported after this module, and not before."""

import django

django.setup()
