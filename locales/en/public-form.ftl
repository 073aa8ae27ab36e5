public-form-received-title = We have received your form
public-form-received-lead = Thank you. The form will be reviewed. You do not need to do anything else.
public-form-keep-this = Keep this reference in case you want to ask about it later.
public-form-another = Fill in another form
public-form-recipient = This form goes to
