"""One word or sentence in both languages of the product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A thing said in Chinese (Simplified) and English.

    Legal and domain words carry both languages side by side, since they are reviewed together;
    interface prose goes through gettext instead (ADR 0009).
    """

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """Return the wording for a language code such as ``zh-hans`` or ``en``."""
        return self.zh if language.lower().startswith("zh") else self.en

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    def format(self, **values: object) -> Text:
        """Fill ``{name}`` placeholders in both languages."""
        return Text(self.zh.format(**values), self.en.format(**values))

    @classmethod
    def of(cls, value: dict[str, str] | Text | str) -> Text:
        """Read ``{zh, en}`` as written in YAML; a bare string stands for both languages."""
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls(value, value)
        return cls(value["zh"], value["en"])
