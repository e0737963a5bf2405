"""Tables of the register."""

from qingzhuang.registry.models.assets import Asset, AssetEvent, AssetQuerySet, RemovedAsset
from qingzhuang.registry.models.bulk import BulkChange, BulkRow
from qingzhuang.registry.models.campaigns import (
    Campaign,
    CampaignFigure,
    CampaignRow,
    CampaignSheet,
    LookBack,
    Rebound,
)
from qingzhuang.registry.models.clients import SignInClient
from qingzhuang.registry.models.closures import Announcement, Closure, ClosureFact
from qingzhuang.registry.models.complaints import Complaint
from qingzhuang.registry.models.filters import SavedFilter
from qingzhuang.registry.models.following import Followed
from qingzhuang.registry.models.hosting import BillUpload, ProjectName, Resource, ResourceMonth, ResourceQuerySet
from qingzhuang.registry.models.imports import ImportBatch, ImportRow
from qingzhuang.registry.models.life import ChangeFiling, LiveReport, Rectification
from qingzhuang.registry.models.links import AssetLink
from qingzhuang.registry.models.merges import CountFile, FunctionFate, Merge, MergePart, Mismatch, Move, Tally
from qingzhuang.registry.models.patrols import Patrol, PatrolFinding, Sighting
from qingzhuang.registry.models.pilots import Offer, PilotWarning, Promotion, ReuseRequest
from qingzhuang.registry.models.rosters import GroupFile, GroupKept, Member, Overlap, Roster
from qingzhuang.registry.models.search import SearchEntry
from qingzhuang.registry.models.selfchecks import Custody, SelfCheck
from qingzhuang.registry.models.similar import ClusterMember, PairQuerySet, SimilarCluster, SimilarPair
from qingzhuang.registry.models.usage import (
    Liveness,
    LivenessQuerySet,
    OwnerQuestion,
    UsageMonth,
    UsageReport,
    UsageUpload,
)
from qingzhuang.registry.models.webhooks import Delivery, Webhook

__all__ = [
    "Announcement",
    "Asset",
    "AssetEvent",
    "AssetLink",
    "AssetQuerySet",
    "BillUpload",
    "BulkChange",
    "BulkRow",
    "Campaign",
    "CampaignFigure",
    "CampaignRow",
    "CampaignSheet",
    "ChangeFiling",
    "Closure",
    "ClosureFact",
    "ClusterMember",
    "Complaint",
    "CountFile",
    "Custody",
    "Delivery",
    "Followed",
    "FunctionFate",
    "GroupFile",
    "GroupKept",
    "ImportBatch",
    "ImportRow",
    "LiveReport",
    "Liveness",
    "LivenessQuerySet",
    "LookBack",
    "Member",
    "Merge",
    "MergePart",
    "Mismatch",
    "Move",
    "Offer",
    "Overlap",
    "OwnerQuestion",
    "PairQuerySet",
    "Patrol",
    "PatrolFinding",
    "PilotWarning",
    "ProjectName",
    "Promotion",
    "Rebound",
    "Rectification",
    "RemovedAsset",
    "Resource",
    "ResourceMonth",
    "ResourceQuerySet",
    "ReuseRequest",
    "Roster",
    "SavedFilter",
    "SearchEntry",
    "SelfCheck",
    "Sighting",
    "SignInClient",
    "SimilarCluster",
    "SimilarPair",
    "Tally",
    "UsageMonth",
    "UsageReport",
    "UsageUpload",
    "Webhook",
]
