"""The sentences of the exchange with the region, and of whoever runs the mock of it."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Error code -> what happened, what to do now."""
    ours = _region() | _connection() | _links() | _tls() | _items()
    return ours | _mock() | _certificates() | _plans()


def _region() -> dict[str, tuple[str, str]]:
    later = _("Everything is kept here and is sent later.")
    return {
        "region.unreachable": (
            _("The region's service cannot be reached."),
            _("Everything is kept here. Check the network and the address, then try again."),
        ),
        "region.timeout": (_("The region's service did not answer in time."), later),
        "region.busy": (_("The region's service is busy."), later),
        "region.out_of_order": (_("The region's service is out of order."), later),
        "region.nonsense": (
            _("The answer did not come from the region's service or cannot be understood."),
            _(
                "Everything is kept here and is sent later. If it happens again, give support the "
                "answer, which is kept without personal data in the installation's folder: {kept}."
            ),
        ),
        "region.untrusted": (
            _("The certificate of the region's service could not be verified; nothing was sent."),
            _("Check the address and ask IT which certificates this computer trusts."),
        ),
        "region.sign_in": (
            _("The region's service did not accept the sign-in."),
            _("Check the name and the secret. If they are right, ask the region for a new secret."),
        ),
        "region.refused": (
            _("The region's service refused the request ({problem})."),
            _("Nothing is lost. Give support the code."),
        ),
    }


def _connection() -> dict[str, tuple[str, str]]:
    return {
        "region.insecure_url": (
            _("The address is not encrypted."),
            _("Use an address that begins with https://."),
        ),
        "region.not_connected": (
            _("No service of the region has been pointed out."),
            _("Connect first: ntand connect --url URL --client-id ID --client-secret-file F."),
        ),
        "region.paused": (
            _("The exchange with the region is paused. Nothing was sent or fetched."),
            _("Everything is kept here. Resume with ntand sync --resume."),
        ),
        "region.secret_missing": (
            _("The secret for the region's service is not on this computer."),
            _("Connect again with ntand connect; ask the region for a new secret if needed."),
        ),
        "region.bad_ca": (
            _("{name} holds no certificate that can be trusted."),
            _("Ask IT for the certificate of your own issuer, as a text file (PEM)."),
        ),
        "region.bad_proxy": (
            _("The address of the proxy on this computer cannot be used."),
            _("Ask IT what HTTPS_PROXY should be, and write it like http://proxy.example:8080."),
        ),
        "region.bad_url": (
            _("The address of the region's service cannot be used."),
            _("Write it like https://region.example."),
        ),
    }


def _links() -> dict[str, tuple[str, str]]:
    """What a test of the connection can find."""
    return {
        "region.no_such_name": (
            _("The name {host} leads nowhere."),
            _("Check how the address is written, and that this computer is on the network."),
        ),
        "region.nobody_there": (
            _("{host} is there, but nothing answers on port {port}."),
            _("Check the address. If it is right, ask the region whether the service is down."),
        ),
        "region.silent": (
            _("{host} does not answer on port {port}."),
            _("Ask IT whether the firewall lets this computer out to that address."),
        ),
        "region.no_way": (
            _("There is no way from this computer to {host}."),
            _("Check the network, and ask IT if others reach the address."),
        ),
        "region.scopes_missing": (
            _("The sign-in is accepted, but does not allow everything: {scopes} is missing."),
            _("Ask the region to give these rights to the municipality."),
        ),
        "region.other_version": (
            _("The service speaks version {version}; this program knows version {known}."),
            _("Ask IT for a newer N-tand."),
        ),
        "region.plain": (
            _("Nothing is encrypted: the service is on this computer."),
            _("That is enough for practice."),
        ),
        "region.clock_off": (
            _("This computer's clock and the region's differ by {minutes} minutes."),
            _("Ask IT to set the clock; the exchange works meanwhile."),
        ),
    }


def _tls() -> dict[str, tuple[str, str]]:
    other = _("Check that the address is right, and tell the region if it is.")
    return {
        "region.tls_expired": (
            _("The certificate of {host} has expired."),
            _("Tell the region. Check this computer's date too."),
        ),
        "region.tls_not_yet": (
            _("The certificate of {host} is not valid yet."),
            _("Check this computer's date. If it is right, tell the region."),
        ),
        "region.tls_other_host": (_("The certificate belongs to another than {host}."), other),
        "region.tls_unknown_issuer": (
            _("Nobody this computer trusts vouches for the certificate of {host}."),
            _("If your employer has an issuer of its own, connect with --ca-file FILE."),
        ),
        "region.tls_broken": (_("{host} does not speak encrypted, or was cut off."), other),
    }


def _items() -> dict[str, tuple[str, str]]:
    return {
        "region.unknown_item": (
            _("This does not wait any more: it has been changed or sent meanwhile."),
            _("Look at the list again."),
        ),
        "message.unknown": (
            _("There is no such message from the region."),
            _("Look at the list again."),
        ),
        "region.settled": (
            _("This is not refused any more: someone has sent or settled it."),
            _("Look at the list again."),
        ),
        "region.unread": (
            _("It is not known right now what the region has of this."),
            _("Choose after the next exchange: it reads the region's lists anew."),
        ),
        "region.unusable_value": (
            _("The region's value of {column} cannot be used here."),
            _("Keep your own value, or ask the region to correct theirs."),
        ),
        "region.no_basis": (
            _("There is no basis for giving this to the region."),
            _("Record consent or a harm test first."),
        ),
        "region.ask_protected": (
            _("The person is protected: nothing is asked about the person."),
            _("Ask the region in the way agreed for protected persons."),
        ),
        "region.ask_no_basis": (
            _("There is no basis for naming the person to the region."),
            _("Record consent or a harm test first, then ask again."),
        ),
        "region.on_paper": (
            _("The person is protected: nothing is entered in the portal."),
            _("Print the paper form instead."),
        ),
    }


def _mock() -> dict[str, tuple[str, str]]:
    return {
        "mock.no_region": (
            _("There is no region in this folder."),
            _("Register a municipality first, or name another folder."),
        ),
        "mock.database": (
            _("The region's database cannot be opened."),
            _("Check the folder and who may write in it."),
        ),
        "mock.database_version": (
            _("The region's database was made by another version."),
            _("Name another folder."),
        ),
        "mock.port": (
            _("Port {port} cannot be used."),
            _("Choose another one, or 0 for any that is free."),
        ),
        "mock.log": (
            _("The region's access log cannot be written."),
            _("Check the folder and who may write in it."),
        ),
        "mock.municipality": (
            _("This is no municipality code."),
            _("Write the four digits of SCB's code, such as 1489."),
        ),
        "mock.municipality_not_registered": (
            _("The event names no municipality that is registered here."),
            _("Name the municipality in the event, or register it first."),
        ),
        "mock.unknown_event": (_("This event is unknown."), _("Use one of: {known}.")),
        "mock.event_unreadable": (
            _("The event in {name} cannot be understood."),
            _("Write it as one JSON object."),
        ),
        "mock.bad_event": (
            _("The event's field {field} is missing or not allowed."),
            _("Correct the event; nothing was changed."),
        ),
    }


def _certificates() -> dict[str, tuple[str, str]]:
    return {
        "mock.tls_file": (
            _("{name} cannot be read."),
            _("Check that the file is there and that you may read it."),
        ),
        "mock.bad_certificate": (
            _("{name} holds no certificate."),
            _("Name a PEM file that begins with BEGIN CERTIFICATE."),
        ),
        "mock.bad_key": (
            _("{name} holds no private key that can be used."),
            _("Name a PEM file with the key, without a password."),
        ),
        "mock.certificate_key": (
            _("The key in {name} belongs to another certificate."),
            _("Name the two files that were made together."),
        ),
        "mock.certificate_pair": (
            _("A certificate and its key are needed together."),
            _("Give both --certificate and --key, or neither."),
        ),
    }


def _plans() -> dict[str, tuple[str, str]]:
    return {
        "mock.plan_unreadable": (
            _("The plan {name} cannot be read."),
            _("Check that the file is there, that you may read it, and that it is UTF-8."),
        ),
        "mock.plan_json": (
            _("The plan {name} is not JSON; it goes wrong on line {line}."),
            _("Correct the line. ntand region serve --help shows a plan."),
        ),
        "mock.plan_shape": (
            _("The plan {name} is no list of rules."),
            _("Write a list of rules. ntand region serve --help shows one."),
        ),
        "mock.plan_rule": (
            _("Rule {rule} of the plan is wrong in the field {field}."),
            _("Write {allowed}."),
        ),
        "mock.plan_certificate": (
            _("Rule {rule} of the plan names a certificate or a key that cannot be used."),
            _("Name two PEM files that belong together, the key without a password."),
        ),
        "mock.plan_needs_tls": (
            _("Rule {rule} of the plan shows another certificate, but nothing is served by TLS."),
            _("Serve with a certificate, or take the rule away."),
        ),
    }
