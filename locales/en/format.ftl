# Dates, times, sizes and durations.

format-month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
format-date = { $day } { $month } { $year }
format-moment = { $date }, { $time }
format-time = { $time }, { $offset }
format-bytes =
    { $amount ->
        [one] { $amount } byte
       *[other] { $amount } bytes
    }
format-kilobytes = { $amount } kB
format-megabytes = { $amount } MB
format-seconds = { $seconds } s
format-minutes = { $minutes } min
format-hours = { $hours } h { $minutes } min
format-list-separator = { ", " }
format-north = { $degrees }° N
format-south = { $degrees }° S
format-east = { $degrees }° E
format-west = { $degrees }° W
format-position = { $latitude }, { $longitude }
format-position-accuracy = { $position } (± { $metres } m)
format-more-than = { $count }+
# The currency as it stands beside an amount, and an amount with its currency.
format-currency = { $currency }
format-money = { $currency } { $amount }
