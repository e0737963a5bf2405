"""How far those that follow the register have read its changes."""

import datetime

from django.db import models


class Followed(models.Model):
    """``mark`` is the latest change of an entry that the follower ``code`` has taken in; ``seen`` is what it took in
    shortly before (entry → time), so that looking back for late commits does not take it in again."""

    code = models.CharField(max_length=32, primary_key=True)
    seen = models.JSONField(default=dict)
    mark = models.DateTimeField(default=datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC))

    def __str__(self) -> str:
        return f"{self.code} {self.mark}"
