#!/usr/bin/env bash
# From the root of a clone, with your config there: everything that comes before `npx cdk deploy`.
set -euo pipefail
npm run --silent tokenwatch -- validate
npm run --silent tokenwatch -- cost
# Each secret is read once in your account, and its API is asked once. A token that is dead ends the script.
npm run --silent tokenwatch -- check
npm run --silent synth
echo 'Ready: npx cdk deploy'
