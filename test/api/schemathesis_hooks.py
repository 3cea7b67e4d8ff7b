# Schemathesis would read a YAML answer as one document; policies.yaml is a stream of them, and a string to its schema.
import schemathesis
from schemathesis.core.media_types import YAML_MEDIA_TYPES


# All of them: the first that is registered reads every kind of YAML.
@schemathesis.deserializer(*YAML_MEDIA_TYPES)
def read_text(context, response):
    return response.content.decode("utf-8")
