# Why the JSON that a program sent is not accepted. $detail is technical and in English: “line 3, column 14”.

json-body-not-an-object = The body is not one JSON object, so nothing was saved. Correct it and send it again.
json-body-not-an-object-at = The body is not one JSON object, so nothing was saved. Correct it and send it again ({ $detail }).
json-body-too-large = The body contains more than any form asks for, so nothing was saved. Send one form at a time.
json-body-too-large-at = The body contains more than any form asks for, so nothing was saved. Send one form at a time ({ $detail }).
json-body-unkeepable = The body contains a value that cannot be stored exactly, so nothing was saved. Correct it and send it again.
json-body-unkeepable-at = The body contains a value that cannot be stored exactly, so nothing was saved. Correct it and send it again ({ $detail }).
