"""Clients by which a registered app signs people in with our identity."""

from __future__ import annotations

from typing import Any

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.problems import Refused
from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.registry.models.assets import Asset

SORTS = {
    Client.Type.CONFIDENTIAL: Text("有后台，能保管密钥", "Has a server, can keep a secret"),
    Client.Type.PUBLIC: Text("只在浏览器或手机中运行，不用密钥", "Runs in browsers or phones alone, without a secret"),
}
# In these states people use a thing; before and after nobody signs in to it.
IN_USE = ("running", "rectifying", "merging")


class SignInClientQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> SignInClientQuerySet:
        """Of things one may see; who may look after them is the policies' to say."""
        return self.filter(asset__in=Asset.objects.visible_to(actor))

    def with_asset(self) -> SignInClientQuerySet:
        """With what says whose they are and whether they may be used, in one query."""
        return self.select_related("client", "first", "asset__sponsor", "asset__keeper")


class SignInClient(models.Model):
    """One client of one thing; the protocol's own part (id, digest of the secret, addresses) is the library's row.

    ``first`` is the thing it was made for; after a merge ``asset`` is the one that signs people in by it. Whether it may
    be used follows from ``switched_off_at`` and from the state of the thing, so a thing that is closed shuts it too.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="clients")
    first = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="kept")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)
    switched_off_at = models.DateTimeField(null=True)

    # The secret, on the object that was just made and nowhere else.
    secret: str = ""

    objects = SignInClientQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.client.name

    def get_absolute_url(self) -> str:
        return reverse("registry:client", args=[self.pk])

    @property
    def public(self) -> bool:
        return self.client.type == Client.Type.PUBLIC

    @property
    def sort_label(self) -> Text:
        return SORTS[self.client.type]

    @property
    def refusal(self) -> Refused | None:
        """Why nobody can sign in by it now, or ``None``."""
        if self.asset.status not in IN_USE:
            return Refused("registry.client_ended", name=self.asset.name, state=self.asset.state_label)
        if self.switched_off_at:
            return Refused(
                "registry.client_off", name=self.asset.name, day=f"{timezone.localdate(self.switched_off_at)}"
            )
        return None
