package cloudauthlocal

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
)

// call sends an Initialize as a client would, and gives its code and, of a success, its TransactionId.
func call(t *testing.T, account *Account, more ...string) (code, transactionID string) {
	t.Helper()
	form := url.Values{
		"Action": {"Initialize"}, "Version": {"2022-08-09"}, "Format": {"JSON"}, "AccessKeyId": {account.AccessKeyID},
		"ProductCode": {"ID_OCR"}, "MerchantBizId": {"e0c34a77f5ac40a5aa5e6ed20c353888"}, "MerchantUserId": {"user-1"},
		"DocType": {"01000000"}, "MetaInfo": {`{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}`},
	}
	for index := 0; index < len(more); index += 2 {
		form.Set(more[index], more[index+1])
	}
	answer, err := http.PostForm(account.URL, form)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var body struct {
		Code   string
		Result struct{ TransactionId, Passed, SubCode string }
	}
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	if body.Result.Passed != "" {
		return body.Code, body.Result.Passed + " " + body.Result.SubCode
	}
	return body.Code, body.Result.TransactionId
}

func checkResult(t *testing.T, account *Account, transactionID string) (code, result string) {
	t.Helper()
	return call(t, account, "Action", "CheckResult", "TransactionId", transactionID)
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTheFirstCallsFailAsARuleSays(t *testing.T) {
	t.Parallel()
	account := New(t)
	account.Fail("Throttling.Api", First(2), RetryAfter(time.Millisecond))
	for range [3]int{} {
		call(t, account)
	}
	same(t, account.Codes(), []string{"Throttling.Api", "Throttling.Api", "Success"})
	requests := account.Requests()
	same(t, requests[0].Answer.Status, 403)
	same(t, requests[2].Parameters["MerchantUserId"], "user-1")
	same(t, requests[2].Answer.Result["TransactionId"], requests[2].TransactionID)
	coverage := account.Coverage()
	same(t, []int{coverage["Throttling.Api"], coverage["Success"], coverage["InternalError"]}, []int{2, 1, 0})
}

func TestTwoTestsDoNotMeet(t *testing.T) {
	t.Parallel()
	one, other := New(t), New(t)
	one.Fail("ServiceUnavailable")
	call(t, one)
	call(t, other)
	same(t, one.Codes(), []string{"ServiceUnavailable"})
	same(t, other.Codes(), []string{"Success"})
}

func TestARuleCountsOnThoughAnotherIsAdded(t *testing.T) {
	t.Parallel()
	account := New(t)
	account.Fail("InternalError", First(1))
	account.Fail("ServiceUnavailable", Nth(2, 5), Operation("Initialize"), Status(504), Message("later"))
	account.Fail("Throttling", After(5))
	call(t, account)
	call(t, account)
	checkResult(t, account, "hks0")
	account.Fail("Throttling.User", First(1))
	for range [4]int{} {
		call(t, account)
	}
	same(t, account.Codes(), []string{
		"InternalError", "ServiceUnavailable", "TransactionIdInvalid", "Throttling.User", "Success", "ServiceUnavailable", "Throttling",
	})
	second := account.Requests()[1].Answer
	same(t, []any{second.Status, second.Message}, []any{504, "later"})
}

func TestRulesAreAskedBeforeTheScenario(t *testing.T) {
	t.Parallel()
	account := New(t, Scenario(`{"rules": [{"when": {"calls": {"first": 3}}, "then": {"error": "InternalError"}}]}`))
	call(t, account)
	account.Fail("NoPermission", First(1))
	for range [3]int{} {
		call(t, account)
	}
	same(t, account.Codes(), []string{"InternalError", "NoPermission", "InternalError", "Success"})
}

func TestARuleEndsWhereItIsRemoved(t *testing.T) {
	t.Parallel()
	account := New(t)
	outage := account.Fail("ServiceUnavailable")
	call(t, account)
	same(t, outage.Acted(), 1)
	outage.Remove()
	outage.Remove()
	call(t, account)
	same(t, account.Codes(), []string{"ServiceUnavailable", "Success"})
	same(t, len(account.Retries()), 1)
}

func TestSignaturesAreVerifiedWhereThatIsWanted(t *testing.T) {
	t.Parallel()
	account := New(t)
	account.VerifySignatures()
	code, _ := call(t, account)
	same(t, code, "MissingSignature")
}

func TestEveryKindOfRuleActs(t *testing.T) {
	t.Parallel()
	account := New(t)
	account.Delay(time.Millisecond, When(map[string]any{"parameters": map[string]any{"SceneCode": "slow"}}))
	account.Drop("reset", First(1))
	account.Rule(map[string]any{"verification": map[string]any{"passed": false, "subCode": "205"}}, Nth(2))
	if _, err := http.PostForm(account.URL, url.Values{"Action": {"KeepaliveIntl"}, "Version": {"2022-08-09"},
		"AccessKeyId": {account.AccessKeyID}}); err == nil {
		t.Error("the connection holds")
	}
	_, transaction := call(t, account, "SceneCode", "slow")
	_, result := checkResult(t, account, transaction)
	same(t, result, "N 205")
}

func TestAccessKeysAreTheSameInEveryRun(t *testing.T) {
	emulator, err := Start(Options{Binary: realBinary(t), Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(emulator.Stop)
	same(t, emulator.Account(t).AccessKeyID, "TestAccessKeysAreTheSameInEveryRun")
	same(t, emulator.Account(t).AccessKeyID, "TestAccessKeysAreTheSameInEveryRun-2")
}

func TestAScenarioIsPlayedByNameFileOrText(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{
		"retry-ladder", "../../scenarios/retry-ladder.json",
		`{"rules": [{"when": {"calls": {"nth": [1]}}, "then": {"error": "InternalError"}}]}`,
	} {
		account := New(t, UnusedOK(), Scenario(scenario))
		call(t, account)
		same(t, account.Codes(), []string{"InternalError"})
	}
}

func TestACheckEndsAndExpires(t *testing.T) {
	t.Parallel()
	account := New(t)
	_, transaction := call(t, account)
	account.Complete(transaction, NotPassed("206"))
	code, result := checkResult(t, account, transaction)
	same(t, []string{code, result}, []string{"Success", "N 206"})

	_, passes := call(t, account)
	account.Complete(passes)
	_, result = checkResult(t, account, passes)
	same(t, result, "Y 200")

	_, late := call(t, account)
	account.Advance(31 * time.Minute)
	code, _ = checkResult(t, account, late)
	same(t, code, "ProcessNotCompleted")
	same(t, account.Transactions()[2].State, "expired")
	same(t, account.Now().After(time.Now().Add(30*time.Minute)), true)
	var throttles struct{ Throttles []struct{ Account string } }
	account.Admin("GET", "throttles", nil, &throttles)
	same(t, throttles.Throttles[0].Account, account.AccessKeyID)
}

func TestAReceiverGetsTheCallback(t *testing.T) {
	t.Parallel()
	account := New(t)
	receiver := account.Receiver()
	receiver.Refuse(1, 503)
	_, transaction := call(t, account, "CallbackUrl", receiver.URL, "CallbackToken", "mine")
	account.Complete(transaction)
	// The pause before the next try begins when the emulator has read the answer.
	until(t, func() bool { return len(account.Callbacks()) == 1 })
	account.Advance(3 * time.Second)
	for _, callback := range receiver.Wait(2) {
		same(t, callback, Callback{
			Method: "GET", Path: "/callback", TransactionID: transaction, Passed: true, SubCode: "200", Token: "mine",
			Parameters: map[string]string{"transactionId": transaction, "passed": "Y", "subCode": "200", "callbackToken": "mine"},
		})
	}
	same(t, len(receiver.Received()), 2)
	until(t, func() bool { return account.Coverage()["callback.recovered"] == 1 })
	same(t, account.Callbacks()[0].Status, 503)
}

func TestTheConfigurationPointsAtTheAccount(t *testing.T) {
	t.Parallel()
	emulator, err := Shared()
	if err != nil {
		t.Fatal(err)
	}
	account := emulator.Account(t, Key("mine", "hush"))
	same(t, account.Config(), Config{"mine", "hush", account.Endpoint, "http"})
	same(t, "http://"+account.Endpoint, account.URL)
	same(t, strings.Join(account.Environment(), " "), "CLOUDAUTH_LOCAL_URL="+account.URL+
		" CLOUDAUTH_LOCAL_ENDPOINT="+account.Endpoint+" CLOUDAUTH_LOCAL_ACCESS_KEY_ID=mine CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET=hush")
}
