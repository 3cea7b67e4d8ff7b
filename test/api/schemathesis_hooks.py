# Schemathesis reads a YAML answer as one document; policies.yaml is a stream of them.
import schemathesis
import yaml


@schemathesis.deserializer("application/yaml")
def read_stream(context, response):
    return list(yaml.safe_load_all(response.content))
