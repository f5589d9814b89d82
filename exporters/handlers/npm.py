"""The package.json and tsconfig.json of a project with TypeScript functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from exporters.handlers.model import Handler
from exporters.handlers.sdk import TOOLS, VERSIONS, runtime_packages

# What the Lambda runtime brings along need not be in the package.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
EXTERNAL = "@aws-sdk/*"
TARGET = "es2022"
BUILD = (
    "esbuild src/*/index.ts --bundle --platform=node --target=" + TARGET + " --minify --sourcemap"
    f" --external:{EXTERNAL} --outbase=src --outdir=dist"
)
COMPILER: Mapping[str, Any] = {
    "target": "ES2022",
    "module": "preserve",
    "moduleResolution": "bundler",
    "lib": ["ES2022"],
    "types": ["node"],
    "strict": True,
    "noImplicitReturns": True,
    "noUnusedLocals": True,
    "noUnusedParameters": True,
    "skipLibCheck": True,
    "noEmit": True,
}
TSCONFIG: Mapping[str, Any] = {"compilerOptions": COMPILER, "include": ["src", "tests"]}


def package(
    name: str, handlers: Iterable[Handler], scripts: Mapping[str, str], tools: Mapping[str, str]
) -> dict[str, Any]:
    """The package.json of a project whose only TypeScript is its functions."""
    own = {"scripts": {**scripts, "check": "tsc", "test": "vitest run"}, "devDependencies": tools}
    return with_functions({"name": name, "version": "0.1.0", "private": True, **own}, handlers)


def with_functions(content: Mapping[str, Any], handlers: Iterable[Handler]) -> dict[str, Any]:
    """A package.json that also has what the functions need; its own versions come first."""
    packages = {"dependencies": runtime_packages(handlers), "devDependencies": {name: VERSIONS[name] for name in TOOLS}}
    merged = {kind: {**found, **content.get(kind, {})} for kind, found in packages.items()}
    rest = {key: value for key, value in content.items() if key not in merged}
    return {**rest, **{kind: dict(sorted(found.items())) for kind, found in merged.items() if found}}
