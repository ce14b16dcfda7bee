#!/bin/sh
# Any pipeline: ask before the deployment, with the pipeline's own AWS credentials. Arguments: the service, its environment.
#   TOKENWATCH_DEPLOYMENT=acme AWS_REGION=eu-west-1 ./gate.sh billing production && ./deploy.sh
set -eu
tokenwatch="${TOKENWATCH:-npx --no-install tokenwatch}"

code=0
$tokenwatch gate --used-by "$1" --environment "$2" --min-ttl 1d --report junit=tokenwatch.xml || code=$?
case "$code" in
  0) echo "deploying" ;;
  1) echo "not deploying: a credential is bad" >&2 ;;
  2) echo "not deploying: nobody can tell" >&2 ;;
  *) echo "not deploying: the gate was called wrongly" >&2 ;;
esac
exit "$code"
