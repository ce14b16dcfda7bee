// Orders serves GET /orders, to try experiments on. Environment variables say everything: PORT, API_URL, TOKEN_URL, CLIENT_ID, CLIENT_SECRET.
//
// The token is kept until it ends or is refused. A refusal fetches another at most every five seconds.
//
//	go run examples/services/orders.go
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	refreshEvery = 5 * time.Second
	timeout      = 3 * time.Second
	maxAnswer    = 1 << 20
)

var client = &http.Client{Timeout: timeout}

type token struct {
	value   string
	ends    time.Time
	fetched time.Time
}

// keeper keeps one token for all requests.
type keeper struct {
	lock sync.Mutex
	kept *token
}

// current returns the kept token, or one new token for all requests that wait for it. It fetches another if this one was refused.
func (k *keeper) current(refused *token) (*token, error) {
	k.lock.Lock()
	defer k.lock.Unlock()
	isSpent := k.kept == nil || time.Now().After(k.kept.ends)
	isRefused := k.kept != nil && k.kept == refused && time.Since(k.kept.fetched) > refreshEvery
	if isSpent || isRefused {
		fresh, err := fetchToken()
		if err != nil {
			return nil, err
		}
		k.kept = fresh
	}
	return k.kept, nil
}

func fetchToken() (*token, error) {
	body := strings.NewReader("grant_type=client_credentials")
	request, err := http.NewRequest(http.MethodPost, os.Getenv("TOKEN_URL"), body)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(url.QueryEscape(os.Getenv("CLIENT_ID")), url.QueryEscape(os.Getenv("CLIENT_SECRET")))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the token endpoint answered %d", answer.StatusCode)
	}
	var granted struct {
		AccessToken string  `json:"access_token"`
		ExpiresIn   float64 `json:"expires_in"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(&granted); err != nil {
		return nil, err
	}
	now := time.Now()
	ends := now.Add(time.Duration(granted.ExpiresIn * float64(time.Second)))
	return &token{value: granted.AccessToken, ends: ends, fetched: now}, nil
}

func ask(used *token) (int, []byte, error) {
	request, err := http.NewRequest(http.MethodGet, os.Getenv("API_URL")+"/invoices", nil)
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+used.value)
	answer, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	return answer.StatusCode, body, err
}

// orders returns the status and the body of the answer, or the name of the failure.
func (k *keeper) orders() (int, []byte, string) {
	used, err := k.current(nil)
	if err != nil {
		return http.StatusServiceUnavailable, nil, "provider_unavailable"
	}
	status, body, err := ask(used)
	if err == nil && status == http.StatusUnauthorized {
		if fresh, failed := k.current(used); failed == nil && fresh != used {
			status, body, err = ask(fresh)
		}
	}
	switch {
	case err != nil:
		return http.StatusServiceUnavailable, nil, "provider_unavailable"
	case status == http.StatusOK:
		return http.StatusOK, body, ""
	case status == http.StatusUnauthorized:
		return http.StatusBadGateway, nil, "credential_rejected"
	}
	return http.StatusBadGateway, nil, "provider_unavailable"
}

func main() {
	tokens := &keeper{}
	handler := func(response http.ResponseWriter, _ *http.Request) {
		status, body, failure := tokens.orders()
		response.Header().Set("Content-Type", "application/json")
		response.WriteHeader(status)
		if failure != "" {
			// A failure has a name, and no token appears in a log.
			fmt.Println("cause=" + failure)
			body, _ = json.Marshal(map[string]string{"error": failure})
		}
		_, _ = response.Write(body)
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "4100"
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, http.HandlerFunc(handler)))
}
