"""The variables of the Serverless Framework, as far as the file itself knows them.

`${self:a.b}`, `${opt:stage, 'dev'}`, `${env:X, 'y'}`, `${sls:stage}` and `${file(./x.yml):key}` are followed; what only
AWS or a plugin knows stays as it is written.  https://www.serverless.com/framework/docs/guides/variables
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from designer.importers.cloudformation.document import read
from designer.storage.errors import FileError

MOST_LEVELS = 40
MOST_VALUES = 200_000
MOST_FILES = 50
_VARIABLE = re.compile(r"\$\{([a-zA-Z]+(?:\([^()${}]*\))?:?[^${}]*)\}")
_OURS = re.compile(r"^(self|opt|env|sls|file\(|custom|aws|ssm|cf|s3)")


class Variables:
    """Resolves the values of one file.  Raises FileError where they blow up."""

    def __init__(self, document: Mapping[str, Any], path: Path) -> None:
        self.document, self.path = document, path
        self._left = MOST_VALUES
        self._files: dict[Path, Any] = {}
        self._busy: set[str] = set()

    def resolve(self, value: Any, level: int = 0) -> Any:
        """A value with its variables put in."""
        self._left -= 1
        if level > MOST_LEVELS or self._left < 0:
            raise FileError(self.path, "nested too deeply, or variables that blow it up")
        if isinstance(value, Mapping):
            return {str(self.resolve(k, level + 1)): self.resolve(v, level + 1) for k, v in value.items()}
        if isinstance(value, list):
            return [self.resolve(item, level + 1) for item in value]
        if not isinstance(value, str) or "${" not in value or len(value) > 10_000:
            return value
        for _ in range(8):  # from the innermost outwards
            whole = _VARIABLE.fullmatch(value)
            if whole is not None:
                found = self._variable(whole[1], level)
                return whole[0] if found is None else found
            changed = _VARIABLE.sub(lambda m: self._text(m, level), value)
            if changed == value or len(changed) > 10_000:
                break
            value = changed
        return value

    def _text(self, match: re.Match[str], level: int) -> str:
        found = self._variable(match[1], level)
        return str(found) if isinstance(found, (str, int, float)) and not isinstance(found, bool) else match[0]

    def _variable(self, words: str, level: int) -> Any:
        """What a variable stands for; None where it is not known.  Of several, separated by commas, the first known."""
        if not _OURS.match(words) or words in self._busy:
            return None
        self._busy.add(words)
        try:
            for choice in words.split(","):
                found = self._one(choice.strip(), level)
                if found is not None:
                    return self.resolve(found, level + 1)
            return None
        finally:
            self._busy.discard(words)

    def _one(self, words: str, level: int) -> Any:
        if words[:1] in "'\"" and words[:1] == words[-1:] and len(words) > 1:
            return words[1:-1]
        if re.fullmatch(r"-?\d{1,12}", words):
            return int(words)
        if words in ("true", "false"):
            return words == "true"
        if words == "sls:stage":
            stage = _at(self.document, ["provider", "stage"])
            return stage if isinstance(stage, str) and "sls:stage" not in stage else "dev"
        if words.startswith("self:"):
            found = _at(self.document, words.removeprefix("self:").split("."))
            return found if found is not None or words != "self:provider.stage" else "dev"
        file = re.fullmatch(r"file\(([^()]{1,300})\)(?::(.{1,300}))?", words)
        if file is not None:
            content = self._file(file[1].strip())
            return _at(content, file[2].split(".")) if file[2] else content
        return None

    def _file(self, name: str) -> Any:
        """A YAML or JSON file beside this one (or below)."""
        folder = self.path.parent.resolve()
        path = (folder / name).resolve()
        if not path.is_relative_to(folder) or path.suffix not in (".yml", ".yaml", ".json") or not path.is_file():
            return None
        if path not in self._files:
            if len(self._files) >= MOST_FILES:
                raise FileError(self.path, f"more than {MOST_FILES} files are put in; import a part of them")
            self._files[path] = read(path).data
        return self._files[path]


def _at(value: Any, keys: list[str]) -> Any:
    for key in keys:
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key[:6]) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
