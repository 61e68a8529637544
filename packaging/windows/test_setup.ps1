#requires -Version 7
<#
Installs the program on a real Windows and tries whether every promise of the setup program is
kept: the twin of test_setup.py, with the same promises in the same order.

    packaging/windows/test_setup.ps1 dist/windows

Takes from dist/windows/test what the twin left there: the setup program of an older version, and
files with Cyrillic names. Prints `ok` or `FAIL` and the promise, and ends with 0 or 1.
#>
param([Parameter(Mandatory)][string] $Folder)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false # we look at the status ourselves
Add-Type -AssemblyName System.Drawing, System.Windows.Forms

$Name = 'frontviewer'
$CyrillicName = 'карта 1'
$CyrillicFolder = 'C:\Програми та дані\front viewer'
$UninstallKey = "Software\Microsoft\Windows\CurrentVersion\Uninstall\$Name"
$Classes = 'Software\Classes'
$LargestSetup, $LargestInstalled = 45e6, 160e6
$Running, $CannotStart = 32, 127
$ToPaintSeconds = 3
$Unwanted = '_ssl|libssl|libcrypto|Qt6?Network|\\tls(\\|$)|\\tests(\\|$)|\\test\\support|ucrtbase|icuuc\.dll|ui_settings'
$FewestColours = 64
$PatienceSeconds = 120

$Folder = (Resolve-Path $Folder).Path
$Setup = (Get-Item "$Folder\$Name-*-windows-x86_64-setup.exe").FullName
$Portable = (Get-Item "$Folder\$Name-*-windows-x86_64-portable.zip").FullName
$Version = (Split-Path $Setup -Leaf) -replace "^$Name-(.+)-windows-.*", '$1'
$Papers = "$Folder\test"
$Older = "$Papers\$Name-older-setup.exe"
$Bundle = "$Papers\мої дані\$CyrillicName.fvz"
$Layer = "$Papers\мої дані\$CyrillicName шар.geojson"
$Default = "$env:LOCALAPPDATA\Programs\$Name"
$KeptFolder = "$env:LOCALAPPDATA\$Name"
$Settings = "$KeptFolder\settings.json"
$script:Kept = $script:Failed = 0

# What returns several things may return none, and then a variable would have no Count: so @(...)
# stands around every call of such a function.

# What is done -------------------------------------------------------------------------------

function Check([string] $promise, [bool] $kept, $found = '') {
    if ($kept) { $script:Kept++; Write-Output "ok   $promise"; return }
    $script:Failed++
    Write-Output "FAIL ${promise}: $(@($found) | Select-Object -First 5)"
}

function Start-It([string] $program, [string[]] $arguments = @()) {
    $start = [Diagnostics.ProcessStartInfo]::new($program)
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    [Diagnostics.Process]::Start($start)
}

function Install([string] $program, [string] $options = '') {
    $done = Start-Process $program "/S $options" -Wait -PassThru # after /D= nothing is quoted
    $done.ExitCode
}

function Uninstall([string] $root) {
    $place = (Get-ItemProperty "${root}:\$UninstallKey").InstallLocation
    Start-Process "$place\uninstall.exe" '/S' -Wait
    # It goes on by a copy of itself, whose last deed this is.
    [void] (Wait-Until { -not (Test-Path "${root}:\$UninstallKey") })
}

function Wait-Until([scriptblock] $condition) {
    $until = (Get-Date).AddSeconds($PatienceSeconds)
    while ((Get-Date) -lt $until) {
        if (& $condition) { return $true }
        Start-Sleep -Milliseconds 300
    }
    $false
}

function Get-Programs {
    Get-Process $Name, "$Name.com" -ErrorAction Ignore
}

function Wait-ForWindow([string] $title) {
    Wait-Until { Get-Programs | Where-Object MainWindowTitle -like $title }
}

function Close-Program {
    $open = @(Get-Programs)
    foreach ($process in $open) { [void] $process.CloseMainWindow() }
    foreach ($process in $open) { Wait-ForEnd $process }
}

function Wait-ForEnd($process) {
    if ($process.WaitForExit($PatienceSeconds * 1000)) { return }
    $process.Kill()
    $process.WaitForExit()
}

function Test-Itself([string] $place, [string] $platform, [string[]] $files = @()) {
    $log, $picture = "$Papers\$platform.json", "$Papers\$platform.png"
    Remove-Item $log, $picture -ErrorAction Ignore
    $options = '--self-test', '--platform', $platform, '--log', $log, '--picture', $picture
    $process = Start-It "$place\$Name.exe" ($options + $files)
    Wait-ForEnd $process
    $said = if (Test-Path $log) { Get-Content $log -Raw | ConvertFrom-Json -AsHashtable } else { @{} }
    $said['status'] = $process.ExitCode
    $said
}

function Save-Screen([string] $file) {
    $size = [Windows.Forms.Screen]::PrimaryScreen.Bounds.Size
    $picture = [Drawing.Bitmap]::new($size.Width, $size.Height)
    [Drawing.Graphics]::FromImage($picture).CopyFromScreen(0, 0, 0, 0, $size)
    $picture.Save($file)
}

# What is found ------------------------------------------------------------------------------

function Get-Everything {
    $places = @(
        "$env:LOCALAPPDATA\Programs", "$env:ProgramFiles\$Name", (Split-Path $CyrillicFolder),
        "$env:APPDATA\Microsoft\Windows\Start Menu", "$env:ProgramData\Microsoft\Windows\Start Menu",
        [Environment]::GetFolderPath('Desktop')
    )
    $places | Where-Object { Test-Path $_ } |
        ForEach-Object { Get-ChildItem $_ -Recurse -File -Force -ErrorAction Ignore } |
        ForEach-Object { $_.FullName }
}

function Get-New([string[]] $before) {
    Get-Everything | Where-Object { $_ -notin $before }
}

function Get-NamesBelow([string] $place) {
    # Not by cutting off $place: Windows may call it by another name, RUNNER~1 and the like.
    [IO.Directory]::GetFiles($place, '*', [IO.SearchOption]::AllDirectories) |
        ForEach-Object { [IO.Path]::GetRelativePath($place, $_) }
}

function Get-Differences([string] $place) {
    foreach ($file in $Files) {
        $ours, $theirs = "$Payload\$file", "$place\$file"
        $same = (Test-Path $theirs) -and (Get-FileHash $ours).Hash -eq (Get-FileHash $theirs).Hash
        if (-not $same) { $file }
    }
}

function Get-Key([string] $root, [string] $key) {
    Get-Item "${root}:\$key" -ErrorAction Ignore
}

function Get-Value([string] $root, [string] $key, [string] $value = '') {
    $found = Get-Key $root $key
    if ($found) { $found.GetValue($value) }
}

function Get-Offered([string] $root) {
    $offered = Get-Key $root "$Classes\.geojson\OpenWithProgids"
    if ($offered) { $offered.GetValueNames() }
}

function Get-Traces([string] $root) {
    $keys = "$Classes\.fvz", "$Classes\$Name.fvz", "$Classes\$Name.geojson", $UninstallKey
    $keys | Where-Object { Get-Key $root $_ }
    Get-Offered $root | Where-Object { $_ -eq "$Name.geojson" }
}

function Test-Drawn([string] $file) {
    if (-not (Test-Path $file)) { return $false }
    $whole = [Drawing.Image]::FromFile($file)
    $small = [Drawing.Bitmap]::new($whole, 200, 200)
    $whole.Dispose()
    $colours = [Collections.Generic.HashSet[int]]::new()
    foreach ($x in 0..199) { foreach ($y in 0..199) { [void] $colours.Add($small.GetPixel($x, $y).ToArgb()) } }
    $colours.Count -ge $FewestColours
}

# All promises -------------------------------------------------------------------------------

function Try-Installing {
    $found = @($Files | Where-Object { "\$_" -match $Unwanted })
    Check 'it has no OpenSSL, no Qt Network, no tests and nothing of wine' ($found.Count -eq 0) $found
    $size = (Get-Item $Setup).Length
    Check 'the setup is at most 45 MB' ($size -le $LargestSetup) $size
    $status = Install $Setup
    Check 'silent setup ends with 0' ($status -eq 0) $status
    $size = (Get-ChildItem $Default -Recurse -File | Measure-Object Length -Sum).Sum
    Check 'installed, it is at most 160 MB' ($size -le $LargestInstalled) $size
    $wrong = @(Get-Differences $Default)
    Check 'every file is installed, byte for byte' ($wrong.Count -eq 0) $wrong
    $installed = @($Files | ForEach-Object { "$Default\$_" })
    $extra = @(Get-New ($Before + $installed) | Split-Path -Leaf | Sort-Object)
    Check 'nothing else is, but the uninstaller and the entry of the start menu' (
        ($extra -join ' ') -eq "$Name.lnk uninstall.exe") $extra
    $programs = $Setup, "$Default\$Name.exe", "$Default\$Name.com", "$Default\uninstall.exe"
    $signed = @($programs | ForEach-Object { (Get-AuthenticodeSignature $_).Status } | Sort-Object -Unique)
    Check 'one signed all its programs, or nobody did' (
        $signed.Count -eq 1 -and $signed[0] -in 'Valid', 'NotSigned') $signed
    $listed = Get-Value HKCU $UninstallKey DisplayVersion
    $size = Get-Value HKCU $UninstallKey EstimatedSize
    $quiet = Get-Value HKCU $UninstallKey QuietUninstallString
    Check 'Windows lists it with version and size, and can remove it without a question' (
        $listed -eq $Version -and $size -gt 0 -and "$quiet".EndsWith('uninstall.exe" /S')) "$listed $size $quiet"
    $ours = Get-Value HKCU "$Classes\.fvz"
    Check '.fvz files are ours' ($ours -eq "$Name.fvz") $ours
    $taken = Get-Value HKCU "$Classes\.geojson"
    $offered = @(Get-Offered HKCU)
    Check '.geojson files are only offered to be opened with it' (
        -not $taken -and "$Name.geojson" -in $offered) "$taken $offered"
}

function Try-Running {
    $said = "$(& "$Default\$Name.com" --version)"
    Check 'the Command Prompt is told the version' ($said -eq "$Name $Version") $said
    foreach ($platform in 'offscreen', 'windows') {
        $found = Test-Itself $Default $platform
        Check "the self test passes, platform $platform" (
            $found['status'] -eq 0 -and $found['platform'] -eq $platform -and
            $found['network_enabled'] -eq $false -and $found['requests'] -eq 0) $found['failed']
        Check "its picture is not blank, platform $platform" (Test-Drawn "$Papers\$platform.png")
    }
}

function Try-Opening {
    $found = Test-Itself $Default 'windows' $Bundle
    Check 'a claim is read in a bundle with a Cyrillic name' (
        $found['status'] -eq 0 -and [bool] $found['claims']) $found['failed']
    Start-Process $Bundle
    Check 'a double click on it opens it' (Wait-ForWindow "*$CyrillicName*")
    Start-Sleep -Seconds $ToPaintSeconds
    Save-Screen "$Papers\double-click.png"
    $status = Install $Setup
    Check 'a running program is not replaced' ($status -eq $Running) $status
    Close-Program
    $layerTitle = "*$([IO.Path]::GetFileNameWithoutExtension($Layer))*"
    $command = "$(Get-Value HKCU "$Classes\$Name.geojson\shell\open\command")"
    $program = $command.Split('"')[1]
    [void] (Start-It $program $Layer)
    Check 'Open With opens a layer with a Cyrillic name' (Wait-ForWindow $layerTitle)
    Close-Program
    [void] (Start-It "$Default\$Name.com" $Layer)
    $shown = Wait-ForWindow $layerTitle
    $status = Install $Setup
    Check 'one that was started in the Command Prompt is not replaced either' (
        $shown -and $status -eq $Running) $status
    Close-Program
}

function Try-Removing {
    Uninstall HKCU
    $left = @(Get-New $Before)
    Check 'removed, it leaves no file' ($left.Count -eq 0) $left
    $traces = @(Get-Traces HKCU)
    Check 'and nothing in the registry' ($traces.Count -eq 0) $traces
}

function Try-Upgrading {
    $status = Install $Older "/D=$CyrillicFolder"
    $dropped = "$CyrillicFolder\packages\dropped.py"
    Check 'an older version goes where it is told to, Cyrillic and spaces in the name' (
        $status -eq 0 -and (Test-Path $dropped)) $status
    New-Item $Mine -Force -Value 'мої' | Out-Null
    New-Item $Settings -Force -Value '{}' | Out-Null
    $status = Install $Setup
    $wrong = @(Get-Differences $CyrillicFolder)
    Check 'the upgrade follows it there' ($status -eq 0 -and $wrong.Count -eq 0) $wrong
    Check 'what only the older version had is gone' (-not (Test-Path $dropped))
    Check 'a file of mine is kept' (Test-Path $Mine)
    Check 'the settings are kept' (Test-Path $Settings)
    $found = Test-Itself $CyrillicFolder 'offscreen' $Bundle
    Check 'the upgraded program passes the self test' ($found['status'] -eq 0) $found['failed']
}

function Try-Mending {
    $lost = "$CyrillicFolder\packages\$Name\__main__.py"
    Remove-Item $lost
    $start = [Diagnostics.ProcessStartInfo]::new("$CyrillicFolder\$Name.com", '--version')
    $start.RedirectStandardError = $true
    $start.StandardErrorEncoding = [Text.Encoding]::UTF8
    $asked = [Diagnostics.Process]::Start($start)
    $said = $asked.StandardError.ReadToEnd()
    Wait-ForEnd $asked
    Check 'the Command Prompt is told which part is missing' (
        $asked.ExitCode -eq $CannotStart -and $said.Contains($lost)) $said
    [void] (Start-It "$CyrillicFolder\$Name.exe")
    Check 'and so is whoever sees no Command Prompt' (Wait-ForWindow $Name)
    Save-Screen "$Papers\missing.png"
    Close-Program
    $status = Install $Setup
    Check 'installed again, it is whole' ($status -eq 0 -and (Test-Path $lost)) $status
}

function Try-RemovingButMine {
    Uninstall HKCU
    $left = @(Get-New $Before)
    Check 'removed, it leaves my file and nothing else' (($left -join ' ') -eq $Mine) $left
    Check 'and the settings' (Test-Path $Settings)
    Remove-Item (Split-Path $CyrillicFolder), $KeptFolder -Recurse -Force
}

function Try-ForEveryone {
    [void] (Install $Setup '/CurrentUser')
    $status = Install $Setup '/AllUsers'
    $wrong = @(Get-Differences "$env:ProgramFiles\$Name")
    Check 'for everyone, it is installed under Program Files' ($status -eq 0 -and $wrong.Count -eq 0) $status
    Check 'and listed for everyone, not for me' (
        (Test-Path "HKLM:\$UninstallKey") -and -not (Test-Path "HKCU:\$UninstallKey"))
    Check 'a copy of my own gives way to it' (-not (Test-Path $Default))
    $status = Install $Setup
    Check 'replaced without a word, it stays for everyone' (
        $status -eq 0 -and -not (Test-Path "HKCU:\$UninstallKey") -and -not (Test-Path $Default)) $status
    Uninstall HKLM
    $left = @(Get-New $Before)
    Check 'removed for everyone, it leaves no file' ($left.Count -eq 0) $left
    $traces = @(Get-Traces HKLM)
    Check 'and nothing in the registry of the computer' ($traces.Count -eq 0) $traces
}

function Try-Portable {
    $stick = "$Scratch\флешка"
    Expand-Archive $Portable $stick
    [void] (Start-It "$stick\$Name\$Name.exe" $Bundle)
    Check 'the portable program opens a bundle' (Wait-ForWindow "*$CyrillicName*")
    Close-Program
    $outside = @(Get-New $Before) + @($KeptFolder | Where-Object { Test-Path $_ })
    Check 'it writes nothing outside its folder' ($outside.Count -eq 0) $outside
    $traces = @(Get-Traces HKCU)
    Check 'and nothing into the registry' ($traces.Count -eq 0) $traces
    $found = @(Get-ChildItem "$stick\$Name\portable-data" -Recurse -Filter settings.json -ErrorAction Ignore)
    Check 'its settings lie beside it' ($found.Count -gt 0)
}

$Scratch = "$([IO.Path]::GetTempPath())$Name-$PID"
$Payload = "$Scratch\whole\$Name"
$Mine = "$CyrillicFolder\packages\mine\нотатки.txt"
try {
    Expand-Archive $Portable "$Scratch\whole"
    Remove-Item "$Payload\portable.txt"
    $Files = @(Get-NamesBelow $Payload)
    $Before = @(Get-Everything)
    foreach ($part in 'Installing', 'Running', 'Opening', 'Removing', 'Upgrading', 'Mending',
        'RemovingButMine', 'ForEveryone', 'Portable') {
        try { & "Try-$part" } catch { Check "the trial goes on after $part" $false $_ }
    }
}
finally {
    Remove-Item $Scratch -Recurse -Force -ErrorAction Ignore
}
if ($script:Failed) { "$script:Failed of $($script:Failed + $script:Kept) promises broken" }
else { 'every promise kept' }
exit [int] ($script:Failed -gt 0)
