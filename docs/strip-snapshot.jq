# Takes out of a snapshot what flowfence does not read and what may hold secrets: environment, commands, annotations.
# `jq -c -f docs/strip-snapshot.jq`. By type as well as by name, since a label may be called `env` too.
def secretive:
  (.key == "annotations" and (.value | type) == "object")
  or ((.key == "env" or .key == "envFrom" or .key == "command" or .key == "args" or .key == "managedFields")
      and (.value | type) == "array");
walk(if type == "object" then with_entries(select(secretive | not)) else . end)
