from django.urls import path

from newsroom.demo import mailbox

urlpatterns = [
    path("", mailbox.inbox, name="demo_inbox"),
    path("<str:key>/", mailbox.mail, name="demo_mail"),
]
