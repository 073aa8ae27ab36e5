# Dates, times, sizes and durations.

format-month =
    { $month ->
        [1] يناير
        [2] فبراير
        [3] مارس
        [4] أبريل
        [5] مايو
        [6] يونيو
        [7] يوليو
        [8] أغسطس
        [9] سبتمبر
        [10] أكتوبر
        [11] نوفمبر
       *[12] ديسمبر
    }
format-date = { $day } { $month } { $year }
format-moment = { $date }، { $time }
format-time = { $time }، { $offset }
format-bytes =
    { $amount ->
        [zero] { $amount } بايت
        [one] { $amount } بايت
        [two] { $amount } بايت
        [few] { $amount } بايتات
        [many] { $amount } بايت
       *[other] { $amount } بايت
    }
format-kilobytes = { $amount } كيلوبايت
format-megabytes = { $amount } ميغابايت
format-seconds = { $seconds } ث
format-minutes = { $minutes } د
format-hours = { $hours } س { $minutes } د
format-list-separator = { "، " }
format-north = { $degrees }° شمالًا
format-south = { $degrees }° جنوبًا
format-east = { $degrees }° شرقًا
format-west = { $degrees }° غربًا
format-position = { $latitude }، { $longitude }
format-position-accuracy = { $position } (± { $metres } م)
format-more-than = { $count }+
# The currency as it stands beside an amount, and an amount with its currency.
format-currency =
    { $currency ->
        [AED] درهم
        [SAR] ريال سعودي
        [QAR] ريال قطري
        [KWD] دينار كويتي
        [BHD] دينار بحريني
        [OMR] ريال عُماني
        [EGP] جنيه مصري
        [JOD] دينار أردني
       *[other] { $currency }
    }
format-money = { $amount } { $currency }
