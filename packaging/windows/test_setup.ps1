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
Add-Type -AssemblyName System.Drawing, System.Windows.Forms

$Name = 'frontviewer'
$CyrillicName = 'карта 1'
$CyrillicFolder = 'C:\Програми та дані\front viewer'
$UninstallKey = "Software\Microsoft\Windows\CurrentVersion\Uninstall\$Name"
$Classes = 'Software\Classes'
$Running = 32
$ToPaintSeconds = 3
$Unwanted = '_ssl|libssl|libcrypto|Qt6?Network|\\tls(\\|$)|\\tests(\\|$)|\\test\\support|ucrtbase|icuuc\.dll|ui_settings'
$FewestColours = 64
$PatienceSeconds = 120

$Folder = Resolve-Path $Folder
$Setup = Get-Item "$Folder\$Name-*-windows-x86_64-setup.exe"
$Portable = Get-Item "$Folder\$Name-*-windows-x86_64-portable.zip"
$Version = $Setup.Name -replace "^$Name-(.+)-windows-.*", '$1'
$Papers = "$Folder\test"
$Older = Get-Item "$Papers\$Name-older-setup.exe"
$Bundle = Get-Item "$Papers\мої дані\$CyrillicName.fvz"
$Layer = Get-Item "$Papers\мої дані\$CyrillicName шар.geojson"
$Default = "$env:LOCALAPPDATA\Programs\$Name"
$Settings = "$env:LOCALAPPDATA\$Name\settings.json"
$script:Kept = $script:Failed = 0

# What is done -------------------------------------------------------------------------------

function Check([string] $promise, [bool] $kept, $found = '') {
    if ($kept) { $script:Kept++; Write-Output "ok   $promise"; return }
    $script:Failed++
    Write-Output "FAIL ${promise}: $found"
}

function Start-It([string] $program, [string[]] $arguments) {
    $start = [Diagnostics.ProcessStartInfo]::new($program)
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    [Diagnostics.Process]::Start($start)
}

function Install([string] $program, [string] $options = '') {
    $done = Start-Process $program "/S $options" -Wait -PassThru # /D= is not to be quoted
    $done.ExitCode
}

function Uninstall([string] $root) {
    $place = (Get-ItemProperty "${root}:\$UninstallKey").InstallLocation
    Start-Process "$place\uninstall.exe" '/S' -Wait
    Wait-Until { -not (Test-Path "$place\uninstall.exe") } | Out-Null # it goes on by a copy of itself
}

function Wait-Until([scriptblock] $condition) {
    $until = (Get-Date).AddSeconds($PatienceSeconds)
    while ((Get-Date) -lt $until) {
        if (& $condition) { return $true }
        Start-Sleep -Milliseconds 300
    }
    $false
}

function Wait-ForWindow([string] $title) {
    Wait-Until { Get-Process $Name -ErrorAction Ignore | Where-Object MainWindowTitle -like "*$title*" }
}

function Close-Program {
    $open = Get-Process $Name -ErrorAction Ignore
    $open | ForEach-Object { [void] $_.CloseMainWindow() }
    $open | Wait-Process -Timeout $PatienceSeconds
}

function Test-Itself([string] $place, [string] $platform, [string[]] $files = @()) {
    $log, $picture = "$Papers\$platform.json", "$Papers\$platform.png"
    Remove-Item $log, $picture -ErrorAction Ignore
    $options = '--self-test', '--platform', $platform, '--log', $log, '--picture', $picture
    $process = Start-It "$place\$Name.exe" ($options + $files)
    if (-not $process.WaitForExit($PatienceSeconds * 1000)) { $process.Kill() }
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
        ForEach-Object { (Get-ChildItem $_ -Recurse -File -Force).FullName }
}

function Get-New([string[]] $before) {
    @(Get-Everything | Where-Object { $_ -notin $before })
}

function Get-Differences([string] $place) {
    @(Get-ChildItem $Payload -Recurse -File | Where-Object {
        $copy = $_.FullName.Replace($Payload, $place)
        -not (Test-Path $copy) -or (Get-FileHash $_).Hash -ne (Get-FileHash $copy).Hash
    })
}

function Get-Key([string] $root, [string] $key) {
    Get-Item "${root}:\$key" -ErrorAction Ignore
}

function Get-Value([string] $root, [string] $key, [string] $value = '') {
    $found = Get-Key $root $key
    if ($found) { $found.GetValue($value) }
}

function Get-Traces([string] $root) {
    $keys = "$Classes\.fvz", "$Classes\$Name.fvz", "$Classes\$Name.geojson", $UninstallKey
    $traces = @($keys | Where-Object { Get-Key $root $_ })
    $offered = Get-Key $root "$Classes\.geojson\OpenWithProgids"
    if ($offered -and "$Name.geojson" -in $offered.GetValueNames()) { $traces += 'OpenWithProgids' }
    $traces
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
    $unwanted = @((Get-ChildItem $Payload -Recurse).FullName | Where-Object { $_ -match $Unwanted })
    Check 'it has no OpenSSL, no Qt Network, no tests and nothing of wine' ($unwanted.Count -eq 0) $unwanted
    $status = Install $Setup
    Check 'silent setup ends with 0' ($status -eq 0) $status
    $wrong = Get-Differences $Default
    Check 'every file is installed, byte for byte' ($wrong.Count -eq 0) $wrong
    $installed = @(Get-ChildItem $Payload -Recurse -File | ForEach-Object { $_.FullName.Replace($Payload, $Default) })
    $extra = @(Get-New ($Before + $installed) | Split-Path -Leaf | Sort-Object)
    Check 'nothing else is, but the uninstaller and the entry of the start menu' (
        ($extra -join ' ') -eq "$Name.lnk uninstall.exe") $extra
    $said = Get-ItemProperty "HKCU:\$UninstallKey"
    Check 'Windows lists it with version and size, and can remove it without a question' (
        $said.DisplayVersion -eq $Version -and $said.EstimatedSize -gt 0 -and
        $said.QuietUninstallString.EndsWith('uninstall.exe" /S')) $said
    $ours = Get-Value HKCU "$Classes\.fvz"
    Check '.fvz files are ours' ($ours -eq "$Name.fvz") $ours
    $taken = Get-Value HKCU "$Classes\.geojson"
    $offered = (Get-Key HKCU "$Classes\.geojson\OpenWithProgids").GetValueNames()
    Check '.geojson files are only offered to be opened with it' (
        -not $taken -and "$Name.geojson" -in $offered) "$taken $offered"
}

function Try-Running {
    $said = & "$Default\$Name.com" --version
    Check 'the Command Prompt is told the version' ($said -eq "$Name $Version") $said
    foreach ($platform in 'offscreen', 'windows') {
        $found = Test-Itself $Default $platform
        Check "the self test passes, platform $platform" (
            $found.status -eq 0 -and $found.platform -eq $platform -and
            $found.network_enabled -eq $false -and $found.requests -eq 0) $found['failed']
        Check "its picture is not blank, platform $platform" (Test-Drawn "$Papers\$platform.png")
    }
}

function Try-Opening {
    $found = Test-Itself $Default 'windows' $Bundle.FullName
    Check 'a claim is read in a bundle with a Cyrillic name' (
        $found.status -eq 0 -and $found.claims.Count -gt 0) $found['failed']
    Start-Process $Bundle
    Check 'a double click on it opens it' (Wait-ForWindow $CyrillicName)
    Start-Sleep -Seconds $ToPaintSeconds
    Save-Screen "$Papers\double-click.png"
    $status = Install $Setup
    Check 'a running program is not replaced' ($status -eq $Running) $status
    Close-Program
    $command = Get-Value HKCU "$Classes\$Name.geojson\shell\open\command"
    [void] (Start-It $command.Split('"')[1] $Layer.FullName)
    Check 'Open With opens a layer with a Cyrillic name' (Wait-ForWindow $Layer.BaseName)
    Close-Program
}

function Try-Removing {
    Uninstall HKCU
    $left = Get-New $Before
    Check 'removed, it leaves no file' ($left.Count -eq 0) $left
    $traces = @(Get-Traces HKCU)
    Check 'and nothing in the registry' ($traces.Count -eq 0) $traces
}

function Try-Upgrading {
    $status = Install $Older "/D=$CyrillicFolder"
    $dropped = "$CyrillicFolder\packages\dropped.py"
    Check 'an older version goes where it is told to, Cyrillic and spaces in the name' (
        $status -eq 0 -and (Test-Path $dropped)) $status
    $own = "$CyrillicFolder\packages\mine\нотатки.txt"
    New-Item $own -Force -Value 'мої' | Out-Null
    New-Item $Settings -Force -Value '{}' | Out-Null
    $status = Install $Setup
    $wrong = Get-Differences $CyrillicFolder
    Check 'the upgrade follows it there' ($status -eq 0 -and $wrong.Count -eq 0) $wrong
    Check 'what only the older version had is gone' (-not (Test-Path $dropped))
    Check 'a file of mine is kept' (Test-Path $own)
    Check 'the settings are kept' (Test-Path $Settings)
    $found = Test-Itself $CyrillicFolder 'offscreen' $Bundle.FullName
    Check 'the upgraded program passes the self test' ($found.status -eq 0) $found['failed']
    Uninstall HKCU
    $left = Get-New $Before
    Check 'removed, it leaves my file and nothing else' (($left -join ' ') -eq $own) $left
    Check 'and the settings' (Test-Path $Settings)
    Remove-Item (Split-Path $CyrillicFolder), (Split-Path $Settings) -Recurse
}

function Try-ForEveryone {
    $status = Install $Setup '/AllUsers'
    $wrong = Get-Differences "$env:ProgramFiles\$Name"
    Check 'for everyone, it is installed under Program Files' ($status -eq 0 -and $wrong.Count -eq 0) $status
    Check 'and listed for everyone, not for me' (
        (Test-Path "HKLM:\$UninstallKey") -and -not (Test-Path "HKCU:\$UninstallKey"))
    Uninstall HKLM
    $left = Get-New $Before
    Check 'removed for everyone, it leaves no file' ($left.Count -eq 0) $left
    $traces = @(Get-Traces HKLM)
    Check 'and nothing in the registry of the computer' ($traces.Count -eq 0) $traces
}

function Try-Portable {
    $stick = New-Item "$Scratch\флешка" -ItemType Directory
    Expand-Archive $Portable $stick
    [void] (Start-It "$stick\$Name\$Name.exe" $Bundle.FullName)
    Check 'the portable program opens a bundle' (Wait-ForWindow $CyrillicName)
    Close-Program
    $outside = Get-New $Before
    $outside += @(Get-ChildItem "$env:LOCALAPPDATA\$Name" -Recurse -File -ErrorAction Ignore)
    Check 'it writes nothing outside its folder' ($outside.Count -eq 0) $outside
    $kept = @(Get-ChildItem "$stick\$Name\portable-data" -Recurse -Filter settings.json)
    Check 'its settings lie beside it' ($kept.Count -gt 0)
}

$Scratch = New-Item (Join-Path ([IO.Path]::GetTempPath()) "$Name-$PID") -ItemType Directory
try {
    Expand-Archive $Portable "$Scratch\whole"
    $Payload = "$Scratch\whole\$Name"
    Remove-Item "$Payload\portable.txt"
    $Before = @(Get-Everything)
    Try-Installing
    Try-Running
    Try-Opening
    Try-Removing
    Try-Upgrading
    Try-ForEveryone
    Try-Portable
}
finally {
    Remove-Item $Scratch -Recurse -Force -ErrorAction Ignore
}
if ($script:Failed) { "$script:Failed of $($script:Failed + $script:Kept) promises broken" }
else { 'every promise kept' }
exit [int] ($script:Failed -gt 0)
