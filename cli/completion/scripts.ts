import type { Shell } from './shells.ts';

// What each does: it gives the line, or its words, to `modelrail __complete`, and offers what that answers. Nothing of the line and of
// the answer is ever run.

const BASH = `# Completion of modelrail for bash, 3.2 and later. In ~/.bashrc:  source <(modelrail completion bash)
# (bash 3.2 of macOS:  eval "$(modelrail completion bash)")
_modelrail() {
  local line kind=''
  COMPREPLY=()
  while IFS= read -r line; do
    if [ -z "$kind" ]; then kind="$line"; else COMPREPLY+=("$line"); fi
  done < <(modelrail __complete bash -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  if [ "$kind" = files ]; then
    compopt -o default 2>/dev/null
  else
    compopt +o default -o nosort 2>/dev/null || compopt +o default 2>/dev/null
  fi
}
complete -o default -F _modelrail modelrail
`;

const ZSH = `#compdef modelrail
# Completion of modelrail for zsh. In ~/.zshrc, after compinit:  source <(modelrail completion zsh)
# or as a file _modelrail in a folder of fpath.
_modelrail() {
  local -a lines values shown
  local line
  lines=("\${(@f)$(modelrail __complete zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ $lines[1] == files ]]; then
    _files
    return
  fi
  for line in "\${(@)lines[2,-1]}"; do
    values+=("\${line%%$'\\t'*}")
    if [[ $line == *$'\\t'* ]]; then
      shown+=("\${line%%$'\\t'*}  -- \${line#*$'\\t'}")
    else
      shown+=("$line")
    fi
  done
  (( $#values )) && compadd -l -V modelrail -d shown -a values
}
if [[ $funcstack[1] == _modelrail ]]; then
  _modelrail "$@"
elif (( $+functions[compdef] )); then
  compdef _modelrail modelrail
fi
`;

const FISH = `# Completion of modelrail for fish. As ~/.config/fish/completions/modelrail.fish, or:  modelrail completion fish | source
function __modelrail_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l lines (modelrail __complete fish -- $words[2..-1] "$typed" 2>/dev/null)
    if test "$lines[1]" = files
        __fish_complete_path "$typed"
    else
        string join -- \\n $lines[2..-1]
    end
end
complete -c modelrail -e
complete -c modelrail -f -k -a '(__modelrail_complete)'
`;

const POWERSHELL = `# Completion of modelrail for PowerShell, 5.1 and later. In the file that $PROFILE names:
#   modelrail completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName modelrail -ScriptBlock {
    param($word, $ast, $cursor)
    $length = $cursor - $ast.Extent.StartOffset
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
        # By the environment: arguments that are empty, or have quotes, reach no program whole.
        $env:MODELRAIL_COMPLETE = $ast.Extent.Text.PadRight($length).Substring(0, $length)
        $lines = @(modelrail __complete powershell 2>$null)
    } finally {
        Remove-Item Env:MODELRAIL_COMPLETE -ErrorAction SilentlyContinue
        [Console]::OutputEncoding = $encoding
    }
    # Without an answer PowerShell offers the names of files.
    if ($lines[0] -ne 'words') { return }
    foreach ($line in ($lines | Select-Object -Skip 1)) {
        $value, $text = $line -split [char]9, 2
        if (-not $text) { $text = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $text)
    }
}
`;

/** The script of each shell. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };
