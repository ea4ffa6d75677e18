"""How much mail strangers can cause: few mails to one address, over all forms together.

Who enters somebody else's address into our forms must not be able to fill that mailbox. Notices
about what an account's owner did are not counted: they follow a login, and must arrive.

Nobody but the address's owner may learn whether it had its mails: forms answer the same with the
quota used up, and do the same work but for the mail itself.
"""

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import keys
from accounts.models import MailQuota

PER_HOUR = 3
PER_DAY = 10
HOUR = 3600.0
DAY = 24 * HOUR


def take(email: str) -> bool:
    """Count one mail to `email`; False, and nothing counted, where the quota is used up.

    The row's lock settles races. Four queries, whatever the answer.
    """
    now = time.time()
    key = keys.newest().hash(keys.Purpose.MAIL_QUOTA, email)
    with transaction.atomic():
        MailQuota.objects.filter(last_at__lt=timezone.now() - timedelta(seconds=DAY)).delete()
        MailQuota.objects.bulk_create([MailQuota(address_hash=key)], ignore_conflicts=True)
        row = MailQuota.objects.select_for_update().get(address_hash=key)
        recent = [moment for moment in row.sent_at if moment > now - DAY]
        is_free = len(recent) < PER_DAY and sum(moment > now - HOUR for moment in recent) < PER_HOUR
        if is_free:
            recent.append(now)
            row.last_at = timezone.now()
        row.sent_at = recent
        row.save(update_fields=["sent_at", "last_at"])
    return is_free
