#!/bin/sh
# Asks the gate before a deployment, in any pipeline, with the pipeline's own AWS credentials. Arguments: service and environment.
#   TOKENWATCH_DEPLOYMENT=acme AWS_REGION=eu-west-1 ./gate.sh billing production && ./deploy.sh
set -eu
tokenwatch="${TOKENWATCH:-npx --no-install tokenwatch}"

code=0
$tokenwatch gate --used-by "$1" --environment "$2" --min-ttl 1d --report junit=tokenwatch.xml || code=$?
case "$code" in
  0) echo "deploying" ;;
  1) echo "not deploying: a credential does not work" >&2 ;;
  2) echo "not deploying: the state of a credential is unknown" >&2 ;;
  *) echo "not deploying: the gate was called with wrong arguments" >&2 ;;
esac
exit "$code"
