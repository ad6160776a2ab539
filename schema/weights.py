"""What fields cost, as data: the points of each root field, before what is asked below it."""

from typing import Final

_ROOTS: Final = {
    1: "node",
    5: "viewer organization catalogEntry scenario noticeChoices registeredDocuments",
    20: """
        license licenses publicRecord verifyLicense compareLicense materialCheck authorizations
        accessRequests consentAsks oversightAssignments showingApplications catalog
        catalogRevisions openRevisions legalBases exemptions policyDifference scenarios
        batch batches
        jointIssues archivalCopy caseFile verifyCopy seals notices organizationNotices objection
        objections objectionStatus corrections partner partners paperDemands receipt
        peers deliveries
        findings findingRecords orders publicNotices offices
    """,
    40: "publicRecords explain _entities",
    500: "verifyFile _service registerDocuments",
    50: """
        grantUse withdrawGrant delegateUse approveDelegation endDelegation presentLicense
        redeemPresentation endPresentation endOffline requestAccess approveRequest refuseRequest
        suspendRequest resumeRequest endRequest countersignWaiver askConsent giveConsent
        refuseConsent withdrawConsent withdrawDocument restrictClient
        assignOversight endOversight recordHolderEnd undoHolderEnd
        registerScenario amendScenario retireScenario recognizeApplication
        withdrawRecognition reportPaperDemand raiseObjection forwardObjection reportFinding
        resolveObjection acknowledgeCorrection draftEntry reviseEntry submitEntry acceptEntry
        publishEntry withdrawEntry
        retireEntry declareExemption declareLegalBasis declareMapping abandonMaking continueNumbers
        revokeSeal setNotices applyAsPartner approvePartner limitPartner refusePartner
        suspendPartner resumePartner endPartner registerClient retireClient registerClientKey
        retireClientKey registerPeer redeliver designateBody openOrder answerOrder returnOrder
        closeOrder publishNotice holdOffice leaveOffice
    """,
    300: """
        figures diagnostics
        issueLicense changeLicense renewLicense suspendLicense resumeLicense recordInspection
        annulLicense revokeLicense cancelLicense confirmJointIssue prepareOffline takeArchivalCopy
        aggregateLicenses
    """,
    1000: "closeCaseFile succeedIssuer",
    100: "usageRecorded consentAsked licenseChanged",
}
ROOTS: Final = {name: weight for weight, names in _ROOTS.items() for name in names.split()}
"""The weight of each root field: what is signed, typeset or checked is dear."""

UNPRICED: Final = 50
"""A document that is not valid, which is parsed and validated for nothing."""
INTROSPECTION: Final = 500
PAGED: Final = 20
"""A field with pages below the root, which is read by itself."""
FIELD: Final = 1
USUAL_LIST: Final = 10
"""How many there are taken to be in a list that has no pages."""
SIZED_BY: Final = {("License", "fields"): "keys", ("Query", "_entities"): "representations"}
"""Lists that are as long as the list that is given to them, where one is."""
LISTS: Final = {
    ("License", "fields"): 20,
    ("CatalogEntry", "issuers"): 30,
    ("Query", "catalog"): 50,
    ("Query", "figures"): 50,
    ("Query", "scenarios"): 50,
}
"""Lists that are commonly longer, or shorter, than others."""
