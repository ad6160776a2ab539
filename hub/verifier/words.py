"""What a report says, by its code, in Chinese and English; never a value of the file."""

NAMES = {
    "FILE": ("文件", "File"),
    "INTEGRITY": ("完整性", "Integrity"),
    "SEAL": ("电子印章", "Seal"),
    "CERTIFICATE": ("用章时的证书链", "Certificate chain at sealing"),
    "CERTIFICATE_NOW": ("当前的证书链", "Certificate chain now"),
    "HISTORY": ("版本链", "History"),
    "DOCUMENT": ("所附文件", "Document inside"),
    "STATE": ("证照状态", "State of the license"),
}

WORDS = {
    # the file
    "KNOWN": ("文件类型可识别", "of a kind that is known"),
    "UNKNOWN_KIND": ("不是可核验的文件类型", "not a PDF, OFD or package"),
    "MALFORMED": ("格式错误", "malformed"),
    "TOO_BIG": ("超出可核验的大小", "larger than can be checked"),
    "TOO_MANY": ("印章过多", "more seals than can be checked"),
    "TOO_DEEP": ("嵌套层数过多", "nested too deeply"),
    # integrity
    "INTACT": ("自用章以来每一字节均未改动", "not one byte was altered since sealing"),
    "BYTES_ALTERED": ("内容已被改动", "bytes were altered"),
    "FILE_ALTERED": ("包内文件已被改动", "a file inside was altered"),
    "FILE_MISSING": ("缺少包内文件", "a file inside is missing"),
    "FILE_UNLISTED": ("包内有未列入的文件", "a file inside is not listed"),
    "CONTAINER_ALTERED": ("压缩包的结构已被改动", "the container was altered"),
    "NOT_COVERED": ("有未被印章覆盖的内容", "something is not covered by a seal"),
    "NOT_SEALED": ("没有电子印章", "there is no seal"),
    "FOREIGN_UPDATE": (
        "印章之后有用章以外的改动",
        "something other than a seal was added after sealing",
    ),
    "OUT_OF_ORDER": ("印章的顺序不符", "the seals are out of order"),
    "METADATA_UNCLEAR": ("标识信息缺失或不一致", "the identifier is missing or ambiguous"),
    # seals
    "SEAL_GOOD": ("印章真实", "the seal is genuine"),
    "SEAL_MALFORMED": ("印章数据格式错误或已被改动", "the seal's data are malformed or altered"),
    "SEAL_FORGED": ("印章签名无效", "the seal's signature is not valid"),
    "SEAL_COUNTERFEIT": ("印章并非制章机构所制", "the seal was not made by its maker"),
    "SEAL_OF_OTHER": ("印章所盖的不是这一内容", "the seal was not put on this content"),
    "SEALED_LATER": ("用章时间晚于核验时间", "sealed later than the moment of checking"),
    "SEAL_EXPIRED_AT_SEALING": ("用章时印章已过期", "the seal had expired when it was used"),
    "SEAL_NOT_YET": ("用章时印章尚未生效", "the seal was not yet valid when it was used"),
    "CERTIFICATE_NOT_LISTED": (
        "用章证书不在印章的证书列表中",
        "the certificate is not one of the seal's",
    ),
    # certificates
    "CERTIFICATE_GOOD": ("用章时证书链有效", "the chain was valid when the seal was used"),
    "CERTIFICATE_MALFORMED": ("证书格式错误", "a certificate is malformed"),
    "CERTIFICATE_UNKNOWN": ("证书不是所信任的机构签发", "not issued under a trusted root"),
    "CERTIFICATE_UNSUITABLE": (
        "证书不得用于该用途",
        "a certificate may not be used for this",
    ),
    "CERTIFICATE_EXPIRED_AT_SEALING": ("用章时证书已过期", "expired when the seal was used"),
    "CERTIFICATE_NOT_YET": ("用章时证书尚未生效", "not yet valid when the seal was used"),
    "CERTIFICATE_GOOD_NOW": ("证书链目前有效", "the chain is valid now"),
    "CERTIFICATE_EXPIRED_SINCE": (
        "证书在用章后已过期，不影响印章效力",
        "expired since the seal was used, which does not touch the seal",
    ),
    # history and documents inside
    "HISTORY_UNBROKEN": ("版本链完整", "the chain of versions is unbroken"),
    "HISTORY_BROKEN": ("版本链断裂或已被改动", "the chain of versions is broken or altered"),
    "HISTORY_UNSEALED": ("有版本未加盖印章", "a version is not sealed"),
    "DOCUMENT_MATCHES": ("与版本链一致", "agrees with the history"),
    "DOCUMENT_EARLIER": ("是版本链中较早的版本", "of an earlier link of the history"),
    "DOCUMENT_OTHER": ("不是版本链中的文件", "not a document of this history"),
    # state
    "STATE_UNKNOWN": (
        "文件本身不能说明当前状态和证书是否被吊销，请在线核验",
        "a file cannot tell its state now, nor a revoked certificate: verify online",
    ),
    "STATE_TOLD": (
        "所载最后状态为有效；此后的变化请在线核验",
        "in force by its last record; verify online for what came later",
    ),
    "STATE_ENDED": ("所载最后状态不是有效状态", "by its last record it is not in force"),
    "STATE_PAST": ("所载有效期已届满", "by its last record its validity has ended"),
}
