# In the place of a photo or signature of an old record that cannot be shown. Addresses stand in the texts as plain text.

media-unavailable-remote = On another host, not verified: { $address }
media-unavailable-missing = This file is missing: the legacy store does not have it.

# The bytes are kept, but are no picture that can be shown.
media-unavailable-blank = Kept: a blank signature.
media-unavailable-empty = Kept: an empty file.
media-unavailable-too-many-pixels = Kept, but it has too many pixels to be shown.
media-unavailable-damaged = Kept, but cannot be shown: the picture is damaged ({ $content-type }).
media-unavailable-content-type = Kept, but cannot be shown ({ $content-type })

# There are no bytes. $reason is one of the messages below.
media-unavailable-refused = Not available ({ $reason })
media-unavailable-refused-at = Not available ({ $reason }): { $place }

media-unavailable-no-file-named = the record names no file
media-unavailable-name-too-long = the file name is too long
media-unavailable-outside-store = the path leads out of the legacy store
media-unavailable-too-large = the file is too large
media-unavailable-unreadable = the file could not be read
media-unavailable-not-a-regular-file = it is a link, a folder or a device
media-unavailable-not-an-address = the web address is not valid
media-unavailable-scheme = addresses with { $scheme }: are not fetched
media-unavailable-redirect-not-allowed = the other host redirects to an address that is not allowed
media-unavailable-address-not-public = the address belongs to a private network
media-unavailable-http-status = the other host answered with HTTP status { $status }
media-unavailable-data-url-not-base64 = the data URL is not base64
media-unavailable-data-url-empty = the data URL is empty
media-unavailable-data-url-damaged = the base64 of the data URL is damaged
media-unavailable-absent-when-written = the file did not exist when the record was written
