"""The samples in English."""

from __future__ import annotations

from datetime import date
from typing import Final

from jumpzone.demo.texts import News, Place, Talk, Texts

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_TALKS: Final = {
    "certificate": Talk(
        "Browser says {domain} is not secure",
        (
            (
                "Since this morning visitors of {domain} see a red warning instead of our work. It says that "
                "the "
                "certificate has expired. We have a client presentation at three, so please hurry."
            ),
            (
                "The certificate could not renew itself because the CAA record of {domain} allows another "
                "issuer only. "
                "I have corrected the record and issued a new certificate. Please reload with Ctrl+F5."
            ),
            "The padlock is back. The client never noticed. Thank you!",
        ),
    ),
    "spam_folder": Talk(
        "Our mail lands in spam",
        (
            (
                "Offers we send from {domain} land in our customers' spam folders. Two of them called to ask "
                "whether we "
                "were still alive. What are we doing wrong?"
            ),
            (
                "SPF for {domain} names your old provider, and there is no DKIM key. I have prepared both "
                "records in your "
                "zone; press Publish in the DNS editor and wait about an hour."
            ),
            "Done. The test mail now says SPF pass, DKIM pass. The customers say we are alive.",
            "Glad to hear it. In a week please raise the DMARC policy from none to quarantine as well.",
        ),
    ),
    "php": Talk(
        "Newer PHP for {service}",
        (
            (
                "Our plugin wants PHP 8.3 and {service} runs 8.1. Can we switch by ourselves, and what may "
                "break?"
            ),
            (
                "You can: Panel, Software, PHP version. I tried a copy of your site with 8.3 first and found "
                "one old "
                "gallery plugin that complains. Update it before you switch."
            ),
            "Updated, switched, works. The gallery is even faster.",
        ),
    ),
    "address": Talk(
        "Wrong address on invoice {invoice}",
        (
            (
                "We moved last month, and invoice {invoice} still carries the old address. Our accountant "
                "sent it back "
                "with three exclamation marks."
            ),
            (
                "An issued invoice can't be edited, but the law lets us issue a protocol with the correct "
                "address; it is "
                "attached. From now on the new company data is used."
            ),
            "The accountant replied with a single full stop. I take that as approval.",
        ),
    ),
    "dns": Talk(
        "Point {domain} to another server",
        (
            (
                "A contractor builds a campaign page for us. He asks to point {domain} to {ip}, while mail "
                "must stay with "
                "you. Which record do we change?"
            ),
            (
                "Only the A record of {domain}. Leave the MX records alone, then mail stays here. I have set "
                "the TTL to "
                "five minutes, so you can go back quickly."
            ),
            "Changed. Site there, mail here. As promised.",
        ),
    ),
    "transfer": Talk(
        "Moving {domain} to you",
        (
            (
                "We would like to bring {domain} from another registrar. What do you need, and will the site "
                "be down?"
            ),
            (
                "Unlock the domain there and send us the transfer code through the order form, not by mail. "
                "Nameservers "
                "stay as they are, so nothing goes down. One year is added to the term."
            ),
            "The code is in the form.",
            "The transfer has started. The other registrar has five days to answer; usually it takes two.",
        ),
    ),
    "epp": Talk(
        "Transfer code for {domain}",
        (
            "A client is taking {domain} into his own account. Please send us the transfer code.",
            (
                "For safety we don't send transfer codes by mail. You will find it under Domains, {domain}, "
                "Transfer "
                "code, after entering your password. Remember to switch off the lock."
            ),
            "Found it. Thanks for being careful.",
        ),
    ),
    "disk": Talk(
        "Disk of {service} is full",
        (
            "Uploads to {service} fail and the panel shows 100 % of the disk. We did not add anything new!",
            (
                "The backup plugin keeps a copy of the whole site for each of the last 90 days inside the "
                "site itself. I "
                "freed 30 GB by moving the old copies to the backup space and set it to keep seven."
            ),
            "Ninety copies of cat photographs. We are sorry, and grateful.",
        ),
    ),
    "slow": Talk(
        "{service} is slow in the afternoon",
        (
            "Every day between two and four pages take ten seconds. In the morning all is fine.",
            (
                "A crawler reads every page of your calendar up to the year 2099 at that time. I limited it "
                "and the load "
                "fell from 14 to 0.6. Please tell me whether you feel it."
            ),
            "We feel it. Nobody needs our calendar for 2099, though it is nice to be asked.",
        ),
    ),
    "restore": Talk(
        "Deleted a folder by mistake",
        (
            (
                "I deleted the folder projects on {service} about an hour ago. It was not the cat. Is "
                "there a "
                "backup?"
            ),
            (
                "There is one of 03:00 tonight. I restored it beside the site as projects-restored so that "
                "nothing is "
                "overwritten; move over what you need."
            ),
            "Everything is there. You saved two weeks of work. The cat says thank you as well.",
        ),
    ),
    "paid_twice": Talk(
        "Invoice {invoice} paid twice",
        (
            "My partner and I both paid invoice {invoice}. Can the second payment count for the next one?",
            (
                "Yes. The second payment is in your credit and is set off against the next invoice by "
                "itself. If you want "
                "it back in your bank instead, tell us the IBAN."
            ),
            "Keep it as credit. We agreed that I press Pay from now on.",
        ),
    ),
    "phishing": Talk(
        "Is this letter from you?",
        (
            (
                "We got a letter that {domain} will be deleted today unless we pay by gift card. It carries "
                "your logo. Is "
                "it yours?"
            ),
            (
                "It is not. Domain notices from us never ask for cards by mail, and every one of them is "
                "under Messages "
                "in your client zone. I have reported the sender; please delete the letter."
            ),
            "Deleted. The gift card would have been for a toy shop, we had our doubts.",
        ),
    ),
    "form_spam": Talk(
        "Spam through the contact form",
        (
            "The form on {service} sends us two hundred offers of search engine optimisation a day. Help!",
            (
                "I added a hidden field and a limit of five letters an hour from one address. Real visitors "
                "will not "
                "notice anything."
            ),
            "Silence at last. One offer came through, but that one was written by hand.",
        ),
    ),
    "upgrade": Talk(
        "A bigger plan for {service}",
        (
            "We take on two large clients. Is {service} enough, or should we move to the next plan?",
            (
                "By your figures you use 60 % of the memory at peak time. The next plan doubles it. You can "
                "change under "
                "Services at any time; what is left of the paid term is credited."
            ),
            "Then we wait until the contract is signed. Thank you for not selling us anything.",
        ),
    ),
    "idn": Talk(
        "Mail with a Cyrillic domain",
        (
            "Can we have a mailbox at a Cyrillic domain, next to {domain}? We want it on our business cards.",
            (
                "You can. Some older mail programs refuse such addresses, so keep the Latin one as the main "
                "one and "
                "forward the other to it."
            ),
            "Good plan. The cards are already at the printer's.",
        ),
    ),
    "cron": Talk(
        "Nightly job did not run",
        (
            "Our nightly export on {service} has not run since Sunday. It should at 02:30.",
            (
                "On Sunday the clocks changed and 02:30 did not exist; the job was then paused by your own "
                "lock file. I "
                "removed it. Better plan such jobs for 04:30."
            ),
            "Moved to 04:30. Time is stranger than we thought.",
        ),
    ),
    "ssh": Talk(
        "SSH key for a new colleague",
        (
            "A freelancer joins us for two months. How do we give him SSH to {service} without our password?",
            (
                "Add his public key under Panel, SSH keys, and set the end date there; access ends by "
                "itself. The server "
                "is at {ip}, port 22."
            ),
            "Works. The end date is a lovely thing.",
        ),
    ),
    "renewal": Talk(
        "Will {domain} renew by itself?",
        (
            "{domain} runs out soon. Does it renew by itself, or do we have to do something?",
            (
                "Renewal by itself is switched off for {domain}. You can renew it now, or switch it on under "
                "Domains; "
                "then we send an invoice two weeks before the end."
            ),
        ),
    ),
    "accountant": Talk(
        "Invoices to our accountant",
        (
            "Can invoices go straight to our accountant? We keep forgetting to forward them.",
            "Add her under Contacts and tick Invoices. She gets every new one, and nothing else.",
            "Done in a minute. She is happier than we are.",
        ),
    ),
    "import": Talk(
        "Importing a large database",
        (
            "The dump for {service} has 2 GB and the panel stops at 100 MB. Can you import it?",
            "Put it into the folder private by SFTP and tell us its name. We import it and delete the file.",
            "It is called new-final-really-final.sql.gz.",
            "Imported, 214 tables, no errors. The file is deleted. We kept quiet about the name.",
        ),
    ),
    "second_factor": Talk(
        "New phone, no codes",
        (
            "I have a new phone and the app with the codes stayed on the old one. How do I sign in?",
            (
                "Use one of the recovery codes you saved, then set up the new phone. If they are lost too, "
                "we call the "
                "number in your account, and only that one."
            ),
            "The codes were in the drawer where I put them so as not to lose them. Unbelievable.",
        ),
    ),
    "hacked": Talk(
        "Strange pages on our site",
        (
            "Search results for {service} suddenly show watches and pills. We sell neither.",
            (
                "An old slider plugin let somebody in on Tuesday. I closed the hole, restored the clean copy "
                "of Monday and "
                "changed the database password; the new one is in your panel."
            ),
            "Updated everything else as well and threw out four plugins. Thank you for the quick help!",
        ),
    ),
    "redirect": Talk(
        "{domain} with and without www",
        (
            (
                "Half of our visitors come to www.{domain} and half to {domain}. Can all land on the one "
                "without www?"
            ),
            "One switch: Panel, Sites, Redirect www. I turned it on for you, with a permanent redirect.",
            "Works. So simple that I am a bit embarrassed.",
        ),
    ),
    "outage": Talk(
        "{service} does not answer",
        (
            "Nothing on {service} has been reachable for ten minutes. Is it us or you?",
            (
                "It is us: a network switch in rack 12 failed at 09:41. The spare one took over at 09:58. "
                "You get a day "
                "of hosting as credit; the full report is under Announcements."
            ),
            "Everything answers again. Thanks for the straight words.",
        ),
    ),
    "thanks": Talk(
        "Simply thanks",
        (
            (
                "No question today. Five of your people helped us this year, and each wrote so that we "
                "understood. Thanks!"
            ),
            "We printed this and hung it beside the coffee machine. Thank you, and have a good year.",
        ),
    ),
}

TEXTS: Final = Texts(
    language="en",
    day=_day,
    products={
        "hosting_start": "Hosting Start",
        "hosting_pro": "Hosting Pro",
        "hosting_agency": "Hosting Agency",
        "cloud_s": "Cloud server S",
        "cloud_m": "Cloud server M",
        "cloud_l": "Cloud server L",
        "server": "Virtual server",
        "server_large": "Large virtual server",
        "ssl_one": "Certificate for one name",
        "ssl_wildcard": "Wildcard certificate",
        "mail": "Mail for teams",
        "backup": "Backup space",
        "backup_large": "Large backup space",
        "panel": "Panel licence",
    },
    labels={
        "own_site": "our own site",
        "clients": "portfolio of clients",
        "staging": "staging",
        "archive": "project archive",
        "shop": "web shop",
        "letters": "mailboxes",
        "customer": "customer {n}",
    },
    service_period="{product}, {start} to {end}",
    domain_registration="Registration of {name} for one year, until {end}",
    domain_renewal="Renewal of {name} for one year, until {end}",
    extras={
        "twice": "Certificate for one name, ordered twice by mistake",
        "migration": "Moving a site from another provider",
        "audit": "Security check of a site",
        "training": "Two hours of training for editors",
        "hours": "Administrator's work by the hour",
    },
    credit_granted="Thank you for your patience during the outage",
    credit_applied="Set off against {number}",
    credit_line="Credit: {line}",
    vat_outside="Reverse charge; place of supply outside Bulgaria (VAT Act, article 21 (2))",
    cancelled_because="The campaign is over, we don't need it any more.",
    people={
        "ivan": ("Ivan", "", "Petrov"),
        "maria": ("Maria", "", "Ilieva"),
        "accountant": ("Radka", "", "Stoyanova"),
        "technician": ("Nikolay", "", "Vasilev"),
        "anna": ("Anna", "Sergeevna", "Volkova"),
        "lena": ("Lena", "", "Wagner"),
        "team_1": ("Olga", "Petrovna", "Belkina"),
        "team_2": ("Pavel", "", "Snegirev"),
        "team_3": ("Irina", "", "Lipova"),
        "team_4": ("Timur", "", "Akhmetov"),
        "team_5": ("Daria", "", "Ozerova"),
        "team_6": ("Maksim", "", "Ryabinin"),
        "team_7": ("Vera", "", "Polyanskaya"),
        "team_8": ("Gleb", "", "Zorin"),
        "team_9": ("Sofia", "", "Kedrova"),
        "team_10": ("Roman", "", "Tikhonov"),
        "team_11": ("Yulia", "", "Vetrova"),
        "team_12": ("Kirill", "", "Luchin"),
    },
    places={
        "studio": Place("17 Izmislena St, floor 3", "Sofia", "1504", "BG"),
        "home": Place("8 Lipov Park, entrance B", "Sofia", "1202", "BG"),
        "office": Place("2 Schetovodna St", "Sofia", "1000", "BG"),
        "reseller": Place("14 Vymyshlennaya St, office 305", "Moscow", "101000", "RU", "Moscow"),
        "new": Place("Beispielweg 4", "Berlin", "10115", "DE"),
    },
    staff=("Ana Dimitrova", "Peter Hristov", "Elena Markova", "Stefan Kolev", "Yana Todorova"),
    team="JumpZone support",
    hello="Hello,",
    regards="Kind regards,",
    talks=_TALKS,
    letters=(
        News(
            "Backups you can restore yourself",
            "Choose a day, choose a folder, press Restore. Copies are kept for "
            "30 days on every plan, and restoring costs nothing.",
        ),
        News(
            "Faster disks on all servers",
            "Over the summer every server got NVMe disks. Databases answer about "
            "three times sooner. There is nothing you have to do.",
        ),
        News(
            "Mailboxes without spam",
            "Our new filter learns from what you move to the spam folder. Its first month: "
            "41 million letters stopped, 312 wrongly, all of them returned.",
        ),
        News(
            "Domains in your own alphabet",
            "Cyrillic names now work for sites and for mail. The panel shows "
            "them as people read them, and checks for look-alikes.",
        ),
        News(
            "How to spot a false invoice",
            "We never ask for cards by mail, and every letter from us is in your "
            "client zone. Five signs that give a false letter away.",
        ),
        News(
            "Your data stays in Sofia and Plovdiv",
            "Two data centres, one copy in each. We publish the power and water they use, month by month.",
        ),
    ),
    works=News(
        "Core switches, {day}",
        "Between 01:00 and 03:00 UTC we renew the core switches. Sites and mail may be "
        "out of reach for a few minutes, not longer than ten in all.",
    ),
    news={
        "centre": News(
            "A second data centre in Plovdiv",
            "Our second data centre has opened its doors. Copies of "
            "all accounts are now kept there as well, 130 km from the first one.",
        ),
        "slow": News(
            "Cloud accounts answer slowly",
            "Storage behind our cloud accounts answers slowly at the moment. We move them to other machines one "
            "by one; no data is lost. We write here as soon as it is over.",
        ),
        "works": News(
            "Work on the mail servers",
            "On {day} between 01:00 and 03:00 UTC we renew the mail servers. "
            "Mail waits meanwhile and is delivered afterwards; nothing is lost.",
        ),
        "switch": News(
            "Network failure in rack 12, solved",
            "A switch failed on {day} and some virtual servers were "
            "out of reach for 17 minutes. The spare one took over. Everyone concerned gets a day of "
            "service as credit.",
        ),
        "php": News(
            "PHP 8.1 says goodbye",
            "PHP 8.1 gets no more security fixes. It stays on our servers until "
            "{day}; the panel shows which of your sites still use it.",
        ),
        "prices": News(
            "Prices stay as they are",
            "Electricity has become cheaper and we have become better at "
            "saving it: no price rises until {day}.",
        ),
        "dns": News(
            "Slow DNS answers, solved",
            "On {day} one of our two nameservers answered slowly for 40 minutes "
            "because of a flood of queries. The filter in front of it is stronger now.",
        ),
    },
    mail_refused="550 5.1.1 <{to}>: mailbox unavailable (the recipient's server refused the message)",
    devices=("Firefox on Linux", "jumpzone on ivan-laptop", "Safari on a phone"),
)
