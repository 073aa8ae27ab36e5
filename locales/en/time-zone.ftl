# Time zones of organisations and people.

time-zone-label = Time zone
time-zone-organisation-hint = Times on pages and in new reports are shown in this zone. Members can choose another one for themselves.
time-zone-organisation-utc = Times are shown in UTC until you choose the zone of your organisation.
time-zone-person-hint = Pages show you times in this zone. Reports use the zone of the organisation.
time-zone-as-organisation = As the organisation ({ $zone })
time-zone-save = Save
time-zone-saved = Your time zone was saved.
time-zone-unknown = Choose a time zone from the list.
# The heading of a column of times in a CSV file.
time-zone-column = { $column } ({ $zone })
time-zone-africa = Africa
time-zone-america = America
time-zone-antarctica = Antarctica
time-zone-arctic = Arctic
time-zone-asia = Asia
time-zone-atlantic = Atlantic Ocean
time-zone-australia = Australia
time-zone-europe = Europe
time-zone-indian = Indian Ocean
time-zone-pacific = Pacific Ocean
