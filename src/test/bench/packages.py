"""How a packaged service is started: a directory that has quarkus-run.jar, as target/quarkus-app, by `java -jar`; where docker/train has
left an archive in it, as the Dockerfile for that archive does. JAVA is the java for all of them, or JAVA17 and JAVA25 for the archives.
"""
import json
import os
import re

DOCKERFILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "docker")
FORMS = {"larder.jsa": ("Dockerfile.jvm", "JAVA17"), "larder.aot": ("Dockerfile.aot", "JAVA25")}


def command(directory):
    """Words to be run in the directory."""
    java = os.environ.get("JAVA", "java")
    for archive, (dockerfile, variable) in FORMS.items():
        if os.path.exists(os.path.join(directory, archive)):
            with open(os.path.join(DOCKERFILES, dockerfile), encoding="utf-8") as lines:
                entry = json.loads(re.search(r"^ENTRYPOINT (.*)$", lines.read(), re.M).group(1))
            return [os.environ.get(variable, java)] + entry[1:]
    return [java, "-jar", "quarkus-run.jar"]
