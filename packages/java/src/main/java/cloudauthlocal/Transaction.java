package cloudauthlocal;

/** An identity check. */
public final class Transaction {
    /** {@code TransactionId}. */
    public final String transactionId;
    /** {@code MerchantBizId}. */
    public final String merchantBizId;
    /** {@code DocType}. */
    public final String docType;
    /** {@code waiting}, {@code opened}, {@code completed} or {@code expired}. */
    public final String state;
    /** Whether it passed; null where it is not complete. */
    public final Boolean passed;
    /** {@code SubCode}; null where it is not complete. */
    public final String subCode;

    Transaction(Object json) {
        transactionId = Json.text(json, "transactionId");
        merchantBizId = Json.text(json, "merchantBizId");
        docType = Json.text(json, "docType");
        state = Json.text(json, "state");
        passed = (Boolean) Json.get(json, "passed");
        subCode = Json.text(json, "subCode");
    }
}
