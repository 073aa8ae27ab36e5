# /organisation/branding: how the reports of an organisation look.
branding-title = Look of your reports
branding-lead = Logo, colour and lines of your PDF and Excel reports. Reports that exist already stay as they are.
branding-saved = Saved. New reports look like this.
branding-logo = Logo
branding-logo-hint = PNG or JPEG, at most 5 MB. It is shown on white; a wide logo on an empty background looks best.
branding-logo-now = Your logo
branding-remove-logo = Remove the logo
branding-accent = Accent colour
branding-accent-hint = For headings and bars, written like #125435. It must be dark enough to read on white.
branding-bad-accent = Write the colour as # and six digits or letters from a to f, such as #125435.
branding-light-accent = This colour is too light to read on white: its contrast is { $contrast } to 1, and 4.5 to 1 is needed. The nearest allowed colour is { $nearest }.
branding-header-line = Line at the top
branding-header-line-hint = Below your name on every page, such as your address. Optional.
branding-footer-line = Line at the bottom
branding-footer-line-hint = On every page, such as telephone and e-mail. Optional.
branding-legal-line = Legal note
branding-legal-line-hint = In small print at the bottom of every page, at most 400 characters. Optional.
branding-long-line =
    { $limit ->
        [one] Enter at most { $limit } character.
       *[other] Enter at most { $limit } characters.
    }
branding-bad-line = Enter plain text on one line.
branding-paper = Paper
branding-paper-a4 = A4 (210 × 297 mm)
branding-paper-letter = US Letter (8.5 × 11 in)
branding-bad-paper = Select a paper size from the list.
branding-currency = Currency
branding-currency-hint = For prices and totals.
branding-bad-currency = Select a currency from the list.
