photo-back = Back to the submission
photo-previous = Previous
photo-next = Next
photo-original = Download the original
photo-close = Close
photo-view = Photo
photo-position = { $number } of { $count }
