"""The whole SAM project: template, deploy settings, README, handlers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from exporters.base import File
from exporters.handlers import handlers
from exporters.plan import Omission, Plan
from exporters.readme import readme
from exporters.sam.template import Template
from exporters.scans.checkov import checkov


class SamExporter:
    id = "sam"
    title = "AWS SAM"
    language = "yaml"
    main_file = "template.yaml"

    def export(self, plan: Plan) -> tuple[File, ...]:
        template = Template(plan)
        files = [
            File(self.main_file, template.blocks()),
            File.of("samconfig.toml", _samconfig(plan)),
            *(File.of(path, body) for path, body in template.workflows.items()),
            File.of("README.md", readme(plan, self.title, _commands(plan), ("sam", ""))),
            File.of(".gitignore", ".aws-sam/\n__pycache__/\n.pytest_cache/\n.venv/\nnode_modules/\ndist/\n"),
            *checkov(plan, "sam"),
            *handlers(plan, {"build": "sam build"}),
        ]
        return tuple(files)

    def lost(self, plan: Plan) -> tuple[Omission, ...]:
        return ()  # a plan speaks CloudFormation, and so does a template


def _commands(plan: Plan) -> Sequence[tuple[str, str]]:
    """What the README says about deploying.  `sam` looks for esbuild on the path, where npm's scripts put it."""
    bundles = any(code.language == "typescript" for code in plan.code.values())
    build = (("Install what bundles the functions", "npm install"), ("Bundle and pack them", "npm run build"))
    return (
        ("Check the template", "sam validate --lint"),
        *(build if bundles else (("Build", "sam build"),)),
        ("Deploy; the first time it asks for the parameters", "sam deploy --guided"),
        ("Take everything down again (data and their stores are kept)", "sam delete"),
    )


def _samconfig(plan: Plan) -> str:
    """TOML's basic strings are JSON's for what stands here: slugs and regions."""
    tags = " ".join(f"{k}={json.dumps(v)}" for k, v in plan.tags.items())
    region = json.dumps(plan.region)
    return f"""version = 0.1

[default.global.parameters]
stack_name = {json.dumps(plan.slug)}

[default.build.parameters]
cached = true
parallel = true

[default.validate.parameters]
lint = true

[default.deploy.parameters]
region = {region}
resolve_s3 = true
s3_prefix = {json.dumps(plan.slug)}
capabilities = "CAPABILITY_IAM"
confirm_changeset = true
tags = {json.dumps(tags)}
"""
