#!/usr/bin/env bash
# Assumes the role with the job's own OIDC token, and asks the gate. Has the exit code of the gate.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"

# Installs the locked dependencies once; Node 24 is one of them.
(cd "$root" && node .ci/install.mjs)
export PATH="$root/node_modules/.bin:$PATH"

# What this run writes lies outside of the repository, whose files could pretend to be its results.
folder="$(mktemp -d "${RUNNER_TEMP:-/tmp}/tokenwatch-XXXXXX")"
trap 'rm -rf "$folder"' EXIT

# Ends without an answer, with everything that an answer leaves: annotation, summary, output and JUnit.
no_answer() {
  echo "::error title=Tokenwatch::$1"
  printf '## May a deployment rely on its credentials? CANNOT TELL\n\n%s\n' "$1" >>"$GITHUB_STEP_SUMMARY"
  echo "ruling=cannot_tell" >>"$GITHUB_OUTPUT"
  if [ -n "${GATE_JUNIT:-}" ]; then
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites><testsuite name="tokenwatch gate" tests="1" errors="1" failures="0"><testcase classname="tokenwatch" name="answer"><error message="%s" type="no_answer"/></testcase></testsuite></testsuites>\n' \
      "$1" >"$GATE_JUNIT"
  fi
  exit 2
}

if [ -n "${GATE_ROLE:-}" ]; then
  if [ -z "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ]; then
    no_answer "the job has no OIDC token: add permissions: id-token: write"
  fi
  # curl reads the header from stdin, because other processes can see its arguments.
  printf 'header = "Authorization: bearer %s"\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |
    curl --silent --show-error --fail --config - "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com" |
    node -e 'let text = ""; process.stdin.setEncoding("utf8").on("data", (part) => (text += part)).on("end", () => process.stdout.write(JSON.parse(text).value))' \
      >"$folder/token" || no_answer "GitHub gave the job no OIDC token: look at the step above"
  export AWS_ROLE_ARN="$GATE_ROLE" AWS_WEB_IDENTITY_TOKEN_FILE="$folder/token" AWS_ROLE_SESSION_NAME="tokenwatch-gate"
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE
fi

arguments=(--deployment "$GATE_DEPLOYMENT" --region "$GATE_REGION" --report github --report "json=$folder/gate.json")
set -f # no service name is expanded as a file pattern
for service in ${GATE_USED_BY:-}; do arguments+=(--used-by "$service"); done
if [ -n "${GATE_ENVIRONMENT:-}" ]; then arguments+=(--environment "$GATE_ENVIRONMENT"); fi
if [ -n "${GATE_MIN_TTL:-}" ]; then arguments+=(--min-ttl "$GATE_MIN_TTL"); fi
if [ "${GATE_REQUIRE_EXPIRY:-}" = true ]; then arguments+=(--require-expiry); fi
if [ -n "${GATE_OVERRIDE:-}" ]; then arguments+=(--override "$GATE_OVERRIDE"); fi
if [ -n "${GATE_JUNIT:-}" ]; then arguments+=(--report "junit=$GATE_JUNIT"); fi

code=0
node "$root/cli/tokenwatch.mjs" gate "${arguments[@]}" || code=$?
# Without a report of its own, the gate could not tell.
ruling=cannot_tell
if [ -f "$folder/gate.json" ]; then
  ruling="$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).data.ruling' "$folder/gate.json")"
fi
case "$ruling" in
  pass | refuse | cannot_tell) echo "ruling=$ruling" >>"$GITHUB_OUTPUT" ;;
  *) echo "ruling=cannot_tell" >>"$GITHUB_OUTPUT" ;;
esac
exit "$code"
